// The search of the site: every entry of the index is looked through, so that it works from a file and needs no server.
"use strict";
(() => {
  const MOST = 50;
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const HAN = /\p{Script=Han}+/gu;

  // What is looked for: words, and of Chinese, which has no spaces, each two characters that follow one another.
  const parts = (query) => {
    const found = new Set();
    for (const run of query.match(HAN) ?? []) {
      if (run.length === 1) found.add(run);
      for (let at = 0; at + 1 < run.length; at++) found.add(run.slice(at, at + 2));
    }
    for (const word of query.replace(HAN, " ").split(/[\s,;:.，。；：、"'()（）]+/u)) if (word) found.add(word);
    return [...found];
  };

  // An entry counts where it has most of the parts; the whole query, and what stands in its title, count more.
  const worth = (entry, query, wanted) => {
    let points = 0, met = 0;
    for (const part of wanted) {
      const inTitle = entry.title.includes(part), inText = entry.text.includes(part);
      if (inTitle || inText) met += 1;
      points += (inTitle ? 3 : 0) + (inText ? 1 : 0);
    }
    if (!met || met / wanted.length < 0.6) return 0;
    if (entry.title.includes(query)) points += 20;
    if (entry.title.startsWith(query)) points += 20;
    if (entry.text.includes(query)) points += 8;
    return points + (10 * met) / wanted.length;
  };

  const box = document.querySelector("main input[name=q]");
  const status = document.getElementById("status");
  const list = document.getElementById("found");
  const entries = SEARCH_INDEX.entries.map(([address, kind, title, text]) => (
    { address, kind, shown: title, text: plain(text), title: plain(title), words: text }));

  const row = (entry) => {
    const item = document.createElement("li"), link = document.createElement("a"), kind = document.createElement("small");
    link.href = entry.address;
    link.textContent = entry.shown;
    kind.textContent = " " + SEARCH_INDEX.kinds[entry.kind];
    item.append(link, kind);
    if (entry.words) {
      const words = document.createElement("p");
      words.textContent = entry.words.length > 120 ? entry.words.slice(0, 119) + "…" : entry.words;
      item.append(words);
    }
    return item;
  };

  const search = () => {
    const query = plain(box.value.trim()), wanted = parts(query);
    const held = entries.map((entry) => [worth(entry, query, wanted), entry]).filter(([points]) => points > 0);
    held.sort((one, other) => other[0] - one[0]);
    list.replaceChildren(...held.slice(0, MOST).map(([, entry]) => row(entry)));
    const { none, found, more } = SEARCH_INDEX.words;
    status.textContent = !query ? "" : !held.length ? none : `${held.length} ${held.length > MOST ? more : found}`;
  };

  box.value = new URLSearchParams(location.search).get("q") ?? "";
  box.addEventListener("input", search);
  box.form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  search();
})();
