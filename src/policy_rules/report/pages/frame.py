"""The frame of a page, and the small pieces of HTML that all pages share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from policy_rules.report.html_elements import tag
from policy_rules.report.pages.headings import FIELDS, INDEXES, TOLD

STYLE_SHEET = "style.css"
STYLE = """\
:root { color-scheme: light dark; --line: #8886; --mark: #ffe58a66; --open: #b42318; --faint: #777; }
body { font: 1rem/1.7 system-ui, sans-serif; max-width: 52rem; margin: 0 auto; padding: 0 1rem 4rem;
  overflow-wrap: anywhere; }
nav { border-bottom: 1px solid var(--line); padding: .5rem 0; font-size: .9rem; }
nav a { margin-right: 1em; display: inline-block; }
h1 { font-size: 1.5rem; line-height: 1.3; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
h3 { font-size: 1.05rem; margin-bottom: .2rem; }
[lang=en] { color: var(--faint); } .rule [lang=en], p > [lang=en] { color: inherit; opacity: .8; }
blockquote { margin: .5rem 0; padding-left: .8rem; border-left: 3px solid var(--line); }
.source { padding: .2rem 1rem; border: 1px solid var(--line); border-radius: 6px; }
.source a { color: inherit; text-decoration: none; } mark { background: var(--mark); color: inherit; }
mark mark { background: #ffb34766; } .source a:hover mark { text-decoration: underline; }
sup { font-size: .65rem; line-height: 0; margin: 0 .2em; } .source sup a { color: LinkText; }
.rule { border-top: 1px solid var(--line); padding: .5rem 0 1rem; scroll-margin-top: .5rem; }
.reading { border-left: 3px solid var(--line); padding-left: .8rem; margin: .8rem 0; }
h4 { font-size: 1rem; margin: .2rem 0; } .reading > p { margin: .2rem 0; font-size: .9rem; }
.rule:target, details:target, section:target { outline: 2px solid LinkText; outline-offset: 4px; }
dl { margin: 0; } dt { font-size: .85rem; color: var(--faint); margin-top: .5rem; }
dd { margin: 0 0 0 1rem; } dd p { margin: 0; } ul { padding-left: 1.2rem; margin: .2rem 0; }
code, pre { font-size: .85rem; white-space: pre-wrap; } pre { margin: .1rem 0 .6rem; }
.open { color: var(--open); border: 1px solid; border-radius: 4px; padding: 0 .3em; font-size: .8rem; }
.outcome { border: 1px solid var(--line); border-radius: 4px; padding: 0 .4em; white-space: nowrap; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; vertical-align: top;
  padding: .3rem .5rem .3rem 0; border-top: 1px solid var(--line); }
@media (min-width: 40rem) { dl { display: grid; grid-template-columns: 11rem 1fr; }
  dt { margin-top: .2rem; } dd { margin: .2rem 0; } }
@media print { nav { display: none; } details > * { display: block; } }
"""
_CHINESE = re.compile("[\u3400-\u9fff]")


def bilingual(zh: str, en: str) -> str:
    """Chinese with English beside it; one alone where the other is missing or the same."""
    parts = [(zh, "zh")] if zh else []
    parts += [(en, "en")] if en and en != zh else []
    return " ".join(tag("span", escape(words), lang=language) for words, language in parts)


def told(key: str) -> str:
    """A fixed phrase in both languages."""
    return bilingual(*TOLD[key])


def field(key: str, content: str) -> str:
    """A term of a description list with what it holds; nothing where it holds nothing."""
    return tag("dt", bilingual(*FIELDS[key])) + tag("dd", content) if content else ""


def link(address: str, content: str) -> str:
    """A link; the content is HTML already."""
    return tag("a", content, href=address)


def code(text: str) -> str:
    """A text as code, or nothing."""
    return tag("code", escape(text)) if text else ""


def listed_items(items: Iterable[str]) -> str:
    """A list; items are HTML already."""
    return tag("ul", "".join(tag("li", item) for item in items))


def flag() -> str:
    """The flag of a parameter left open."""
    return tag("strong", bilingual(*TOLD["open"]), class_="open")


def folded(summary: str, content: str, anchor: str = "") -> str:
    """A part that opens when asked for."""
    named = {"id": anchor} if anchor else {}
    return tag("details", tag("summary", summary) + content, **named)


def in_own_language(name: str, text: str) -> str:
    """An element whose language is told by its words."""
    return tag(name, escape(text), lang="zh" if _CHINESE.search(text) else "en")


def anchor(kind: str, name: str) -> str:
    """The id of a fact, role, parameter or register on its index page."""
    return f"{kind}-" + "".join(c if c.isalnum() or c in "-_." else f"_{ord(c):x}_" for c in name)


def page(title: str, body: str, ruleset: str) -> str:
    """A whole page with the bar of links at its top."""
    bar = "".join(link(address, bilingual(*words)) for address, words in INDEXES.items())
    head = (
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'{tag("title", escape(f"{title} · {ruleset}"))}\n<link rel="stylesheet" href="{STYLE_SHEET}">'
    )
    inside = tag("nav", bar) + "\n" + tag("main", "\n" + body + "\n")
    return f'<!DOCTYPE html>\n<html lang="zh">\n<head>\n{head}\n</head>\n<body>\n{inside}\n</body>\n</html>\n'
