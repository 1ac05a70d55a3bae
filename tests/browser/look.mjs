// Opens a page in Chromium (with a profile of its own, which playwright makes and removes) and tells, as JSON, what axe-core finds in it and how it fits.
// node look.mjs CHROMIUM PAGE.html WIDTHxHEIGHT/SCHEME[/ZOOM] ...
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [program, page, ...looks] = process.argv.slice(2);
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];

async function look(browser, said) {
  const [size, colorScheme, zoom = "1"] = said.split("/");
  const [width, height] = size.split("x").map(Number);
  // A page zoomed to 200 % is one laid out in half the width, on twice the pixels.
  const deviceScaleFactor = Number(zoom);
  const viewport = { width: Math.round(width / deviceScaleFactor), height: Math.round(height / deviceScaleFactor) };
  const context = await browser.newContext({ viewport, deviceScaleFactor, colorScheme, bypassCSP: true, offline: true });
  const tab = await context.newPage();
  const asked = [];
  const complaints = [];
  tab.on("request", (request) => asked.push(request.url()));
  tab.on("console", (message) => complaints.push(message.text()));
  tab.on("pageerror", (error) => complaints.push(String(error)));
  await tab.goto(pathToFileURL(page).href);
  const fit = await tab.evaluate(() => ({
    wider: document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth,
    ground: getComputedStyle(document.body).backgroundColor,
  }));
  await tab.emulateMedia({ media: "print" });
  fit.folded = await tab.evaluate(() => {
    const content = (folded) => getComputedStyle(folded, "::details-content").contentVisibility;
    return [...document.querySelectorAll("details:not([open])")].filter((one) => content(one) === "hidden").length;
  });
  // The width of an A4 page that lies down, without its margins.
  await tab.setViewportSize({ width: 1017, height: 688 });
  fit.cut = await tab.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
  await tab.setViewportSize(viewport);
  await tab.emulateMedia({ media: "screen" });
  await tab.evaluate(() => document.querySelectorAll("details").forEach((folded) => (folded.open = true)));
  fit.wider = Math.max(fit.wider, await tab.evaluate(() => document.scrollingElement.scrollWidth - innerWidth));
  await tab.evaluate(axe);
  const found = await tab.evaluate((tags) => axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), RULES);
  const brief = (result) => ({ rule: result.id, help: result.help, places: result.nodes.map((node) => node.html.slice(0, 300)) });
  await context.close();
  return { look: said, asked, complaints, ...fit, passed: found.passes.map((one) => one.id), violations: found.violations.map(brief) };
}

const browser = await chromium.launch({
  executablePath: program,
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
  ],
});
try {
  const found = [];
  for (const said of looks) found.push(await look(browser, said));
  console.log(JSON.stringify(found));
} finally {
  await browser.close();
}
