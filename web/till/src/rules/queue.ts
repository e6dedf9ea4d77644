// What was taken but is not answered yet. A sale is on the shelf before it is sent, with its key and its bytes; it leaves only when the server has answered
// for good. The same key and the same number make every repeat harmless, on whichever side the answer was lost.

import { isWaiting, type Waits } from './shop'

export interface Waiting {
  /** Number of the document, and the place on the shelf. */
  number: string
  key: string
  path: '/v1/purchases' | '/v1/quotes/commit'
  body: unknown
  /** For a commit that spends nothing: the same sale as a purchase with its own prices, for when the quote is over. */
  instead?: unknown
  at: string
  minor: number
  who?: string
  tier?: string
  /** The server heard it and another person must approve it: told again when somebody asks, or when nobody can approve it any more. */
  asks?: { view: Waits; until: string }
}

/** No quote and no approval at a till holds longer, and it is counted from when the answer came, so that the clock of the till does not matter. */
const APPROVABLE_MS = 15 * 60_000

/** As it waits for another person: under a new key, as the old one would repeat the old answer, and never as a purchase with its own prices, which nobody has to approve. */
export function asking(waiting: Waiting, view: Waits, newKey: () => string, now = Date.now()): Waiting {
  const { instead: _, ...rest } = waiting
  return { ...rest, key: newKey(), asks: { view, until: waiting.asks?.until ?? new Date(now + APPROVABLE_MS).toISOString() } }
}

/** Whether it is to be sent by itself now. */
export const isDue = (waiting: Waiting, now = Date.now()) => !waiting.asks || Date.parse(waiting.asks.until) <= now

export interface Shelf {
  all(): Promise<Waiting[]>
  put(waiting: Waiting): Promise<void>
  remove(number: string): Promise<void>
}

export type Answer =
  | { kind: 'later'; seconds?: number }
  | { kind: 'signIn' }
  | { kind: 'answer'; status: number; body: unknown }

/** What became of it; `asked` while another person must approve it. */
export interface Settled { waiting: Waiting; how: 'recorded' | 'refused' | 'asked'; status: number; body: unknown }

/** Whether an answer is one for good. 401 and 403 are about the session, not about the sale. */
export function judge(status: number, code: string | undefined): 'answer' | 'later' | 'signIn' {
  if (status === 401 || status === 403) return 'signIn'
  return status === 408 || status === 429 || status >= 500 || code === 'request.running' ? 'later' : 'answer'
}

const codeOf = (body: unknown) => (body as { code?: string } | null)?.code

export class Queue {
  private sending: Promise<Answer['kind']> | undefined

  constructor(
    private readonly shelf: Shelf,
    private readonly send: (waiting: Waiting) => Promise<Answer>,
    private readonly settled: (how: Settled) => Promise<void> | void,
    private readonly newKey: () => string,
  ) {}

  add(waiting: Waiting): Promise<void> {
    return this.shelf.put(waiting)
  }

  /** Sends what waits, the oldest first, until it is empty or the server says later. One run at a time. */
  drain(): Promise<Answer['kind']> {
    this.sending ??= this.run().finally(() => (this.sending = undefined))
    return this.sending
  }

  private async run(): Promise<Answer['kind']> {
    for (;;) {
      const next = (await this.shelf.all()).filter(w => isDue(w)).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.number < b.number ? -1 : 1))[0]
      if (!next) return 'answer'
      const answer = await this.send(next)
      if (answer.kind !== 'answer') return answer.kind
      const again = this.instead(next, answer)
      if (again) {
        await this.shelf.put(again)
        continue
      }
      const how = outcome(next, answer)
      if (how === 'asked') await this.shelf.put(asking(next, answer.body as Waits, this.newKey))
      // The note of the result comes first: between the two a crash repeats the request, which changes nothing.
      await this.settled({ waiting: next, how, status: answer.status, body: answer.body })
      if (how === 'asked') continue
      await this.shelf.remove(next.number)
    }
  }

  private instead(waiting: Waiting, answer: { status: number; body: unknown }): Waiting | undefined {
    if (waiting.path !== '/v1/quotes/commit' || waiting.instead === undefined || answer.status < 300) return undefined
    if (!['quote.expired', 'quote.changed'].includes(codeOf(answer.body) ?? '')) return undefined
    return { ...waiting, path: '/v1/purchases', body: waiting.instead, instead: undefined, key: this.newKey() }
  }
}

function outcome(waiting: Waiting, answer: { status: number; body: unknown }): Settled['how'] {
  // It waits for another person: nothing is recorded yet, and once nobody can approve it any more nothing ever will be.
  if (answer.status === 202 && isWaiting(answer.body)) return waiting.asks ? 'refused' : 'asked'
  // A number is ours alone: if the server has it with other content, the commit whose answer was lost had arrived after all.
  return answer.status < 300 || (waiting.path === '/v1/purchases' && codeOf(answer.body) === 'document.changed') ? 'recorded' : 'refused'
}
