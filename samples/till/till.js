// A till that loses no sale and counts none twice: the contract between a till and Tessera in one file.
// Browser: <script src="till.js"></script>, then new Till({…}).  Node 18 or later: const { Till } = require("./till.js").
//
// 1. A sale is written to the till's own storage before it is sent, with its Idempotency-Key and the time it happened.
// 2. It is sent until the server has answered it for good, always with the same key and the same bytes. A repeat of what was
//    recorded already is answered like the first time (Idempotency-Replayed: true) and changes nothing.
// 3. No answer, 408, 409 request.running, 429 and 5xx mean: later. Retry-After is honoured; without it the pause doubles.
// 4. 401 and 403 mean: this key, not this sale. Sales wait until somebody mends the key.
// 5. Everything else is an answer: recorded (2xx) or refused by the rules (4xx with a code). Both leave the queue.
(function (root) {
  "use strict";

  const FIRST_PAUSE = 200, LONGEST_PAUSE = 30_000, LONGEST_REQUEST = 10_000;

  class Till {
    /**
     * url, key, source (the till's name); storage: { load(): sales[], save(sales[]) };
     * onChange(sale): state "waiting" | "recorded" | "refused", with answer and isReplay; fetch and pause are for tests.
     */
    constructor({ url, key, source, storage, onChange = () => {}, fetch = root.fetch.bind(root), pause = ms => new Promise(go => setTimeout(go, ms)) }) {
      Object.assign(this, { url, key, source, storage, onChange, fetch, pause });
      this.queue = storage.load();
      this.isSending = false;
      this.send();
    }

    /** Takes a sale; it is safe from here on. number is the till's own and unique for ever; occurredAt is now without it. */
    sell({ number, occurredAt = new Date().toISOString(), ...sale }) {
      const body = JSON.stringify({ source: this.source, number, occurredAt, ...sale });
      const taken = { number, idempotencyKey: `${this.source}:${number}`, body, state: "waiting" };
      this.queue.push(taken);
      this.storage.save(this.queue);
      this.onChange(taken);
      this.send();
      return taken;
    }

    /** Sends what waits, the oldest first; resolves when nothing waits any more. */
    send() {
      if (!this.isSending) {
        this.isSending = true;
        this.sent = this.drain();
      }

      return this.sent;
    }

    async drain() {
      for (let failures = 0; this.queue.length > 0; ) {
        const sale = this.queue[0];
        const { later, answer, status, isReplay } = await this.post(sale);
        if (later !== undefined) {
          const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(failures++, 10));
          // Many tills that lost the same server do not come back in the same moment.
          await this.pause(Math.max(later * 1000, pause * (0.75 + Math.random() / 2)));
          continue;
        }

        failures = 0;
        this.queue.shift();
        this.storage.save(this.queue);
        this.onChange(Object.assign(sale, { state: status < 300 ? "recorded" : "refused", answer, isReplay }));
      }

      this.isSending = false; // In the same step in which the queue was seen empty: the next sale starts anew.
    }

    async post(sale) {
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(), LONGEST_REQUEST);
      try {
        const response = await this.fetch(this.url + "/v1/purchases", {
          method: "POST", body: sale.body, signal: stop.signal,
          headers: { "Authorization": "Bearer " + this.key, "Content-Type": "application/json", "Idempotency-Key": sale.idempotencyKey },
        });
        const answer = await response.json();
        const isLater = [401, 403, 408, 429].includes(response.status) || response.status >= 500 || answer.code === "request.running";
        if (isLater) return { later: Number(response.headers.get("Retry-After")) || 0 };
        return { answer, status: response.status, isReplay: response.headers.get("Idempotency-Replayed") === "true" };
      } catch {
        return { later: 0 }; // No answer, or half of one: whether it was recorded is not known here, and need not be.
      } finally {
        clearTimeout(timer);
      }
    }
  }

  root.Till = Till;
  if (typeof module !== "undefined") module.exports = { Till };
})(globalThis);
