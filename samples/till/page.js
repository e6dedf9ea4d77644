// The page around till.js: a form, the sales, four counts. The key stays in this tab; waiting sales stay in the browser's storage.
"use strict";

const byId = id => document.getElementById(id);
const counts = { waiting: 0, recorded: 0, refused: 0, points: 0 };
const lines = new Map();
let till;

const storage = {
  load: () => JSON.parse(localStorage.getItem("till.queue") ?? "[]"),
  save: sales => localStorage.setItem("till.queue", JSON.stringify(sales)),
};

function show(sale) {
  const line = lines.get(sale.number) ?? byId("sales").appendChild(document.createElement("li"));
  if (lines.has(sale.number)) counts.waiting--;
  lines.set(sale.number, line);
  counts[sale.state]++;
  const points = (sale.answer?.points ?? 0);
  if (sale.state === "recorded") counts.points += points;
  line.textContent = `${sale.number} · ${{ waiting: "待记 waiting", recorded: `+${points}`, refused: sale.answer?.detail ?? "被拒 refused" }[sale.state]}`;
  for (const [name, count] of Object.entries(counts)) byId(name).textContent = count;
}

function open(key) {
  if (till?.key === key) return till;
  if (till) {
    till.key = key;
    return till;
  }

  for (const sale of storage.load()) show(sale);
  return (till = new Till({ url: "", key, source: "sample-till", storage, onChange: show }));
}

byId("till").addEventListener("submit", event => {
  event.preventDefault();
  const taking = open(byId("key").value.trim());
  const at = byId("at").value.trim();
  for (let times = Number(event.submitter?.value ?? 1); times > 0; times--) {
    taking.sell({
      number: crypto.randomUUID(),
      ...(at && { occurredAt: at }),
      memberIdentity: { kind: "phone", value: byId("phone").value.trim() },
      joinsIfUnknown: true,
      lines: [{ sku: "oolong", category: "tea/milk", quantity: 1, netMinor: Number(byId("amount").value) }],
    });
  }
});
