// The search of a site, from files: for each query on its page what is found, and where the first result leads.
import puppeteer from "puppeteer-core";

const [site, ...queries] = process.argv.slice(2);
const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const found = [];
for (const query of queries) {
  const [language, words] = query.split(":");
  const page = await browser.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(`file://${site}/${language === "zh" ? "" : "en/"}index.html`);
  await page.type("header input[name=q]", words);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  const read = () => page.evaluate(() => ({
    status: document.getElementById("status").textContent,
    results: [...document.querySelectorAll("#found a")].map((a) => [a.textContent, a.getAttribute("href")]),
  }));
  const first = await read();
  const anchor = await page.evaluate(() => document.querySelector("#found a")?.href);
  let there = null;
  if (anchor) {
    await page.goto(anchor);
    there = await page.evaluate(() => !location.hash || !!document.getElementById(decodeURIComponent(location.hash.slice(1))));
  }
  found.push({ query, errors, there, ...first });
  await page.close();
}
await browser.close();
console.log(JSON.stringify(found, null, 1));
