import { expect, it, vi } from 'vitest'
import { asking, isDue, judge, Queue, type Answer, type Settled, type Shelf, type Waiting } from './queue'

class Memory implements Shelf {
  kept = new Map<string, Waiting>()
  all = async () => [...this.kept.values()]
  put = async (w: Waiting) => void this.kept.set(w.number, w)
  remove = async (n: string) => void this.kept.delete(n)
}

const sale = (n: number, more: Partial<Waiting> = {}): Waiting => ({ number: `t-${n}`, key: `k${n}`, path: '/v1/purchases', body: { n }, at: `2026-11-22T00:00:${String(n).padStart(2, '0')}Z`, minor: 100, ...more })
const answer = (status: number, code?: string): Answer => ({ kind: 'answer', status, body: code ? { code } : {} })

/** A server that counts each key once, and loses every third answer after having counted. */
function forgetful() {
  const counted = new Map<string, number>()
  let calls = 0
  return {
    counted,
    send: async (w: Waiting): Promise<Answer> => {
      if (!counted.has(w.key)) counted.set(w.key, counted.size)
      return ++calls % 3 === 0 ? { kind: 'later' } : answer(201)
    },
  }
}

it('counts fifty sales once each though answers are lost, the oldest first', async () => {
  const [shelf, server, done] = [new Memory(), forgetful(), [] as Settled[]]
  const queue = new Queue(shelf, server.send, s => void done.push(s), () => 'new')
  for (let i = 49; i >= 0; i--) await queue.add(sale(i))
  let last = ''
  for (let tries = 0; shelf.kept.size > 0 && tries < 100; tries++) last = await queue.drain()
  expect(last).toBe('answer')
  expect(done.map(d => d.waiting.number)).toEqual(Array.from({ length: 50 }, (_, i) => `t-${i}`))
  expect(server.counted.size).toBe(50)
})

it('leaves everything on the shelf while the session is over', async () => {
  const shelf = new Memory()
  const queue = new Queue(shelf, async () => ({ kind: 'signIn' }), () => expect.unreachable(), () => 'new')
  await queue.add(sale(1))
  expect(await queue.drain()).toBe('signIn')
  expect(shelf.kept.size).toBe(1)
})

it('notes the result before the sale leaves the shelf', async () => {
  const shelf = new Memory()
  const queue = new Queue(shelf, async () => answer(201), () => { throw new Error('crash') }, () => 'new')
  await queue.add(sale(1))
  await expect(queue.drain()).rejects.toThrow('crash')
  expect(shelf.kept.size).toBe(1)
})

it('makes a purchase of a commit that came too late, under another key, and takes a number that is there already as recorded', async () => {
  const [shelf, sent, done] = [new Memory(), [] as Waiting[], [] as Settled[]]
  const queue = new Queue(shelf, async w => { sent.push(w); return w.path === '/v1/purchases' ? answer(409, 'document.changed') : answer(409, 'quote.expired') }, s => void done.push(s), () => 'new')
  await queue.add(sale(1, { path: '/v1/quotes/commit', instead: { own: true } }))
  await queue.drain()
  expect(sent.map(s => [s.path, s.key, s.number])).toEqual([['/v1/quotes/commit', 'k1', 't-1'], ['/v1/purchases', 'new', 't-1']])
  expect(done[0]).toMatchObject({ how: 'recorded' })
})

it('never makes a purchase of a commit that spends', async () => {
  const [shelf, done] = [new Memory(), [] as Settled[]]
  const queue = new Queue(shelf, async () => answer(409, 'quote.expired'), s => void done.push(s), () => 'new')
  await queue.add(sale(1, { path: '/v1/quotes/commit' }))
  await queue.drain()
  expect(done[0]).toMatchObject({ how: 'refused', status: 409 })
  expect(shelf.kept.size).toBe(0)
})

it('keeps what another person must approve under a new key, tells the rest, and is told at last when nobody can approve it any more', async () => {
  vi.useFakeTimers({ now: Date.parse('2026-11-22T01:00:00Z') })
  const waits: Answer = { kind: 'answer', status: 202, body: { id: 'apr_1', inputHash: 'aa' } }
  const [shelf, sent, done] = [new Memory(), [] as string[], [] as Settled[]]
  const queue = new Queue(shelf, async w => { sent.push(`${w.number} ${w.key}`); return w.number === 't-1' ? waits : answer(201) }, s => void done.push(s), () => 'new')
  await queue.add(sale(1, { path: '/v1/quotes/commit', instead: { own: true } }))
  await queue.add(sale(2))
  expect(await queue.drain()).toBe('answer')
  expect(sent).toEqual(['t-1 k1', 't-2 k2'])
  expect(done.map(d => d.how)).toEqual(['asked', 'recorded'])
  // 15 minutes after the answer, whatever the clock of the server says.
  expect(shelf.kept.get('t-1')).toMatchObject({ key: 'new', asks: { view: { id: 'apr_1' }, until: '2026-11-22T01:15:00.000Z' } })
  expect(shelf.kept.get('t-1')).not.toHaveProperty('instead')
  await queue.drain()
  expect(sent).toHaveLength(2)
  vi.setSystemTime(Date.parse('2026-11-22T01:15:00Z'))
  await queue.drain()
  expect(sent.at(-1)).toBe('t-1 new')
  expect(done.at(-1)).toMatchObject({ how: 'refused', status: 202 })
  expect(shelf.kept.size).toBe(0)
  vi.useRealTimers()
})

it('takes what was approved elsewhere as recorded', async () => {
  const [shelf, done] = [new Memory(), [] as Settled[]]
  const queue = new Queue(shelf, async () => answer(201), s => void done.push(s), () => 'new')
  const waiting = asking(sale(1), { id: 'apr_1' } as never, () => 'new', Date.now() - 16 * 60_000)
  expect(isDue(waiting)).toBe(true)
  await queue.add(waiting)
  await queue.drain()
  expect(done[0]).toMatchObject({ how: 'recorded' })
})

it('runs once at a time', async () => {
  const shelf = new Memory()
  let running = 0
  const queue = new Queue(shelf, async () => { expect(++running).toBe(1); await Promise.resolve(); running--; return answer(201) }, () => {}, () => 'new')
  for (let i = 0; i < 5; i++) await queue.add(sale(i))
  await Promise.all([queue.drain(), queue.drain()])
})

it.each([[201, undefined, 'answer'], [409, 'coupon.used', 'answer'], [409, 'request.running', 'later'], [400, undefined, 'answer'], [401, undefined, 'signIn'], [403, undefined, 'signIn'], [408, undefined, 'later'], [429, undefined, 'later'], [503, undefined, 'later']] as const)('judges %i %s as %s', (status, code, what) => expect(judge(status, code)).toBe(what))
