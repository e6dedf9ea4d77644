// Sells fifty times with the sample till; tells each sale as it leaves the queue. Every fifth answer is lost on the way back.
"use strict";
const fs = require("node:fs");
const [, , folder, url, key, phone] = process.argv;
const { Till } = require(folder + "/till.js");

const file = process.env.QUEUE;
const storage = {
  load: () => (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : []),
  save: sales => fs.writeFileSync(file, JSON.stringify(sales)),
};
let answers = 0;
async function lossy(address, request) {
  const response = await fetch(address, request);
  if (++answers % 5 === 0) throw new TypeError("the line fell after the server had answered");
  return response;
}

const till = new Till({
  url, key, source: "till-7", storage, fetch: lossy, pause: ms => new Promise(go => setTimeout(go, Math.min(ms, 200))),
  onChange: sale => sale.state === "waiting" || console.log(JSON.stringify({ number: sale.number, state: sale.state, isReplay: sale.isReplay, points: sale.answer.points, code: sale.answer.code })),
});
for (let n = 1; n <= 50; n++) {
  till.sell({ number: String(n), memberIdentity: { kind: "phone", value: phone }, joinsIfUnknown: true, lines: [{ sku: "oolong", quantity: 1, netMinor: 3600 }] });
}
till.send().then(() => console.log("done"));
