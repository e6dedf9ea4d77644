// Drives the sample page in a browser, or looks what the reference page loads. Prints what it saw as JSON.
"use strict";
const { chromium } = require("playwright-core");
const [, , browserPath, what, url, key] = process.argv;
(async () => {
  const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
  const page = await browser.newPage();
  const elsewhere = [], errors = [];
  page.on("request", request => request.url().startsWith(url) || request.url().startsWith("data:") || request.url().startsWith("blob:") || elsewhere.push(request.url()));
  page.on("pageerror", error => errors.push(String(error)));
  page.on("console", line => line.type() === "error" && errors.push(line.text()));
  let seen;
  if (what === "till") {
    await page.goto(url + "/samples/till/");
    await page.fill("#key", key);
    await page.fill("#at", "2026-01-01T09:00:00+08:00");
    await page.click("button[value='50']");
    await page.waitForFunction(() => document.getElementById("waiting").textContent === "0" && document.querySelectorAll("#sales li").length === 50, null, { timeout: 60_000 });
    seen = await page.evaluate(() => ["recorded", "refused", "points"].map(id => Number(document.getElementById(id).textContent)));
  } else {
    await page.goto(url + "/docs/api/");
    await page.waitForSelector(".opblock-tag", { timeout: 60_000 });
    // One part after the other, as they are read: with all 170 operations open at once the viewer shows a few of them only.
    const shown = new Set();
    for (const tag of await page.locator(".opblock-tag").evaluateAll(headings => headings.map(h => h.id))) {
      if ((await page.locator(`#${tag}`).getAttribute("data-is-open")) === "false") await page.click(`#${tag}`);
      await page.waitForSelector(`#${tag} ~ * .opblock`, { timeout: 60_000 });
      for (const id of await page.locator(".opblock").evaluateAll(blocks => blocks.map(b => b.id))) shown.add(id);
      if (tag !== "operations-tag-purchases") await page.click(`#${tag}`);
    }
    await page.click("#operations-purchases-recordPurchase .opblock-summary");
    await page.waitForSelector("#operations-purchases-recordPurchase .responses-table", { timeout: 60_000 });
    seen = [shown.size];
  }
  await browser.close();
  console.log(JSON.stringify({ seen, elsewhere, errors }));
})().catch(error => { console.error(error); process.exit(1); });
