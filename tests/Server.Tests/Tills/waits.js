// What the sample till does with each kind of answer, without a server: the pauses it takes and the keys it sends.
"use strict";
const { Till } = require(process.argv[2] + "/till.js");
const answer = (status, body, headers = {}) => ({ status, json: async () => body, headers: { get: name => headers[name] ?? null } });
const script = [
  () => answer(503, { code: "busy" }, { "Retry-After": "2" }), () => answer(429, { code: "limit.key" }, { "Retry-After": "1" }), () => answer(409, { code: "request.running" }, { "Retry-After": "1" }),
  () => answer(401, { code: "auth.unknown" }), () => { throw new TypeError("no network"); }, () => answer(201, { points: 36 }, { "Idempotency-Replayed": "true" }),
  () => answer(409, { code: "member.closed" }),
];
const pauses = [], keys = [], bodies = [], states = [];
let saved = [];
const till = new Till({
  url: "", key: "k", source: "t", storage: { load: () => saved, save: sales => (saved = [...sales]) },
  fetch: async (_, request) => (keys.push(request.headers["Idempotency-Key"]), bodies.push(request.body), script.shift()()),
  pause: async ms => pauses.push(Math.round(ms)), onChange: sale => states.push(`${sale.number} ${sale.state}${sale.isReplay ? " replayed" : ""}`),
});
till.sell({ number: "1", lines: [] });
till.sell({ number: "2", lines: [] });
till.send().then(() => console.log(JSON.stringify({ pauses, keys, same: new Set(bodies.slice(0, 6)).size === 1, states, left: saved.length })));
