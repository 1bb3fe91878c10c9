// The status page in headless Chromium: no violation that axe-core finds, no request to another host, complete without
// JavaScript, usable by keyboard, up to date with it.
//
//   node src/status.mjs CHROMIUM DATABASE_URL SERVER METRICS FOLDER    addresses as host:port; FOLDER takes screenshots
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import assert from "node:assert/strict";
import puppeteer from "puppeteer-core";
import { Installation, TENANT, hex } from "./installation.mjs";

const [chromium, databaseUrl, server, metrics, folder] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const base = `http://${metrics}`;
const handlePage = `/status/handle?tenant=${TENANT}&handle=${hex("moved")}`;
const PAGES = ["/status", handlePage, "/status/handle?tenant=none&handle=0x0"];
const VIEWS = [
  { name: "light", scheme: "light", width: 1100 },
  { name: "dark", scheme: "dark", width: 1100 },
  { name: "narrow-light", scheme: "light", width: 320 },
  { name: "narrow-dark", scheme: "dark", width: 320 },
];

/** A page in which nothing may go wrong: requests to other hosts, errors, and what the policy refuses. */
async function open(browser, { scheme = "light", width = 1100, javaScript = true } = {}) {
  const page = await browser.newPage();
  const faults = [];
  page.on("request", (request) => { if (!request.url().startsWith(`${base}/`)) faults.push(`request: ${request.url()}`); });
  page.on("requestfailed", (request) => faults.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("console", (message) => { if (message.type() === "error") faults.push(`console: ${message.text()}`); });
  await page.setJavaScriptEnabled(javaScript);
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.setViewport({ width, height: 800 });
  return { page, faults };
}

async function checkViews(browser) {
  for (const view of VIEWS) {
    for (const address of PAGES) {
      const { page, faults } = await open(browser, view);
      const answer = await page.goto(base + address, { waitUntil: "networkidle0" });
      assert.equal(answer.status(), address.includes("none") ? 400 : 200);
      // A page with that status is no failure here.
      assert.deepEqual(faults.filter((fault) => !fault.includes("status of 400")), [], `${view.name} ${address}`);
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
      await page.evaluate(axe);
      const { violations, passes } = await page.evaluate(() => globalThis.axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      }));
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`), [], `${view.name} ${address}`);
      assert(passes.some(({ id }) => id === "color-contrast"));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert(wide <= view.width, `${view.name} ${address} is ${wide} pixels wide`);
      await page.close();
    }
    const { page } = await open(browser, view);
    await page.goto(`${base}/status`, { waitUntil: "networkidle0" });
    // Where the page is wide, most of it fits on a tall screen.
    if (view.width > 320) await page.setViewport({ width: view.width, height: 1300 });
    await page.screenshot({ path: `${folder}/status-${view.name}.png`, fullPage: view.width === 320 });
    await page.close();
  }
}

async function checkWithoutJavaScript(browser) {
  const { page, faults } = await open(browser, { javaScript: false });
  await page.goto(`${base}/status`, { waitUntil: "networkidle0" });
  const seen = await page.$$eval("section h2", (headings) => headings.map((heading) => heading.textContent));
  assert.deepEqual(seen, ["Health", "Backlog and throughput", "Latency by operation", "Workers and leases", "Tenants",
    "Failed computations", "Find a handle"]);
  assert.equal(await page.$eval("#pause", (button) => button.checkVisibility()), false);
  assert((await page.$$eval("#load svg path", (paths) => paths.map((path) => path.getAttribute("d")))).some((d) => d !== ""));
  assert.equal((await page.$$("#workers tbody tr")).length, 3);
  assert((await page.$eval("#failures", (section) => section.textContent)).includes("The result <type> of \"odd\" &"));
  await page.focus("#tenant-field");
  await page.keyboard.type(`${TENANT}`);
  await page.keyboard.press("Tab");
  await page.keyboard.type(hex("moved"));
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.equal(page.url(), base + handlePage);
  const text = (id) => page.$eval(id, (section) => section.textContent);
  assert.match(await text("#needs"), /done add euint64/);
  assert.match(await text("#needed-by"), /waiting add euint64/);
  assert.deepEqual(faults, []);
  await page.close();
}

/** What has the focus after each press of Tab: in the order of the document, and visibly. */
async function checkKeyboard(browser) {
  const { page } = await open(browser);
  await page.goto(`${base}/status`, { waitUntil: "networkidle0" });
  await page.waitForSelector("html[data-updates=on]");
  await page.click("#pause");
  await page.evaluate(() => { document.activeElement.blur(); globalThis.scrollTo(0, 0); });
  await page.goto(`${base}/status`, { waitUntil: "networkidle0" });
  const names = [];
  for (let step = 0; step < 200; step++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === document.body) return null;
      const before = globalThis.lastFocused;
      globalThis.lastFocused = element;
      const box = element.getBoundingClientRect();
      return {
        name: element.id || element.getAttribute("aria-labelledby") || element.textContent.trim(),
        inOrder: !before?.isConnected || (before.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
        outlined: getComputedStyle(element).outlineStyle !== "none",
        inView: box.bottom > 0 && box.top < innerHeight && box.right > 0,
      };
    });
    if (focused === null) break;
    assert(focused.inOrder && focused.outlined && focused.inView, JSON.stringify(focused));
    names.push(focused.name);
  }
  assert.deepEqual(names.slice(0, 3), ["Skip to content", "Health", "Load"]);
  for (const name of ["pause", "worker-table", "failure-table", "tenant-field", "handle-field", "Show"]) {
    assert(names.includes(name), `Tab does not reach ${name}: ${names}`);
  }
  await page.goto(`${base}/status`, { waitUntil: "networkidle0" });
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "content");
  await page.close();
}

async function checkUpdates(browser, installation) {
  const { page, faults } = await open(browser);
  await page.goto(`${base}/status`, { waitUntil: "networkidle0" });
  await page.waitForSelector("html[data-updates=on]");
  await page.click("#backlog-numbers summary");
  await page.focus("#failures .scroll");
  await installation.failure("new", "A failure that came later");
  await page.waitForFunction(() => document.getElementById("failures").textContent.includes("came later"), { timeout: 20_000 });
  assert.equal(await page.$eval("#backlog-numbers", (details) => details.open), true);
  assert.equal(await page.evaluate(() => document.activeElement.matches("#failures .scroll")), true);
  await page.$eval("#load svg", (drawing) => drawing.scrollIntoView({ block: "center" }));
  const box = await (await page.$("#load svg")).boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 10);
  await page.mouse.move(box.x + box.width - 2, box.y + 10);
  await page.waitForFunction(() => document.querySelector(".readout").textContent.startsWith("now: ready or in flight"));
  await page.mouse.move(0, 0);
  await page.focus("#pause");
  await page.keyboard.press("Space");
  assert.equal(await page.$eval("#note", (note) => note.textContent), "Updates are paused.");
  await installation.failure("newer", "A failure that no paused page shows");
  await pause(7000);
  assert(!(await page.content()).includes("no paused page"));
  await page.keyboard.press("Space");
  await page.waitForFunction(() => document.getElementById("failures").textContent.includes("no paused"), { timeout: 20_000 });
  assert.deepEqual(faults, []);
  await page.close();
}

/** Minutes with changing load before the first look, so that pictures show some history. */
async function live(installation, minutes) {
  const until = Date.now() + minutes * 60_000;
  for (let round = 0; Date.now() < until; round++) {
    const wave = 40 + 30 * Math.sin(round / 20) + 15 * Math.sin(round / 7);
    await installation.load(Math.round(wave), Math.round(12 + 8 * Math.sin(round / 11)));
    for (let call = 0; call < 20 + 15 * Math.sin(round / 9); call++) await installation.call(server);
    await pause(5000);
  }
}

const installation = new Installation(databaseUrl);
await installation.fill();
for (let call = 0; call < 5; call++) await installation.call(server);
await live(installation, Number(process.env.STATUS_MINUTES ?? 0));
const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const deadline = Date.now() + 180_000;
  for (;;) {
    const page = await (await fetch(`${base}/status`)).text();
    if (page.includes(">Ready<") && !page.includes("ready or in flight: <strong>unknown")) break;
    assert(Date.now() < deadline, "the server is not ready, or takes no samples");
    await pause(500);
  }
  await checkViews(browser);
  await checkWithoutJavaScript(browser);
  await checkKeyboard(browser);
  await checkUpdates(browser, installation);
  console.log(`the status page passes in ${await browser.version()}: ${VIEWS.length} views of ${PAGES.length} pages`);
} finally {
  await browser.close();
  await installation.close();
}
