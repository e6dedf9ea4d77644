// The shop behind the API, and the wire of the queue.
import { api, take, type Schemas } from '@shared/api/client'
import { session } from '@console/session'
import { ApiProblem } from '@shared/api/problem'
import { locale } from '@shared/i18n/locale'
import { paidOf, type TierTerms } from './rules/offline'
import { judge, type Answer, type Waiting } from './rules/queue'
import { linesOf, type Back, type Commit, type Fact, type Purchase, type Waits, type Quote, type Shop, type TillMember, type Wish } from './rules/shop'
import type { Basket } from './rules/basket'

/** No till waits longer for one answer; what was sent is repeated with the same key. */
const PATIENCE = 8_000
const signal = () => AbortSignal.timeout(PATIENCE)

/** A call that ran out of time has no answer, like one that found no server. */
async function ask<T>(call: Parameters<typeof take<T>>[0]): Promise<T> {
  try {
    return await take<T>(call)
  } catch (cause) {
    throw cause instanceof DOMException ? ApiProblem.away() : cause
  }
}

export class LiveShop implements Shop {
  constructor(private readonly tiers: () => readonly TierTerms[], private readonly place: () => { storeId?: string; tillId?: string }) {}

  async find(text: string): Promise<TillMember[]> {
    const word = text.trim()
    if (/^mem_\w+$/.test(word)) return [await this.load(word)]
    const { members } = word.includes('@')
      ? await ask(api.POST('/v1/members/search', { body: { identity: { kind: 'email', value: word } } as Schemas['MemberSearch'], signal: signal() }))
      : await ask(api.POST('/v1/members/look-up', { body: { term: word }, signal: signal() }))
    if (members.length === 1) return [await this.load(members[0]!.id!, members[0])]
    return members.filter(m => m.id).map(m => this.shown(m))
  }

  async load(id: string, known?: Schemas['MemberView']): Promise<TillMember> {
    const path = { params: { path: { memberId: id } }, signal: signal() }
    const [member, wallet, coupons, points, tier] = await Promise.all([
      known ?? ask(api.GET('/v1/members/{memberId}', path)), ask(api.GET('/v1/members/{memberId}/wallet', path)), ask(api.GET('/v1/members/{memberId}/coupons', path)),
      ask(api.GET('/v1/members/{memberId}/points', path)), ask(api.GET('/v1/members/{memberId}/tier', path)),
    ])
    const lots = points.lots.filter(l => l.state === 'active' && l.figures.left > 0).map(l => ({ id: l.id, left: l.figures.left, ...(l.through && { through: l.through }) })).sort((a, b) => ((a.through ?? '9') < (b.through ?? '9') ? -1 : 1))
    const way = tier.above?.[0]
    return {
      ...this.shown(member), tier: { ...tier.tier, rank: this.rank(tier.tier.id) }, valueMinor: wallet.spendableMinor, coupons: coupons.coupons, lots,
      notes: [...(way ? [way.ways[0] ?? way.conditions.find(c => !c.holds)?.why ?? ''] : []), ...(tier.notes ?? [])].filter(n => n !== '').slice(0, 3),
    }
  }

  quote(basket: Basket, wish: Wish): Promise<Quote> {
    const body = {
      lines: linesOf(basket), ...this.place(), channel: 'store', ...(wish.memberId && { memberId: wish.memberId }),
      ...(wish.memberId && (wish.coupons ? { coupons: wish.coupons, chooseCoupons: false } : { chooseCoupons: true })),
      ...(wish.memberId && (wish.points === 'most' ? { mostPoints: true } : wish.points > 0 ? { points: wish.points } : {})),
      ...(wish.memberId && (wish.value === 'most' ? { mostStoredValue: true } : wish.value > 0 ? { storedValueMinor: wish.value } : {})),
    } as Schemas['NewQuote']
    return ask(api.POST('/v1/quotes', { body, signal: signal() }))
  }

  commit(body: Commit, key: string): Promise<Purchase> {
    return ask(api.POST('/v1/quotes/commit', { body, ...keyed(key), signal: signal() } as never)) as Promise<Purchase>
  }

  purchase(purchaseId: string): Promise<Purchase> {
    return ask(api.GET('/v1/purchases/{purchaseId}', { params: { path: { purchaseId } }, signal: signal() }))
  }

  voidAll(purchaseId: string, back: Back, key: string): Promise<Fact | Waits> {
    return ask(api.POST('/v1/purchases/{purchaseId}/void', { body: { source: back.source, number: back.number }, params: { path: { purchaseId }, header: this.stands(key) }, signal: signal() }))
  }

  refund(purchaseId: string, back: Back, key: string): Promise<Fact | Waits> {
    return ask(api.POST('/v1/purchases/{purchaseId}/refunds', { body: back as Schemas['NewRefund'], params: { path: { purchaseId }, header: this.stands(key) }, signal: signal() }))
  }

  claim(purchaseId: string, memberId: string, key: string): Promise<Purchase> {
    return ask(api.POST('/v1/purchases/{purchaseId}/claim', { body: { memberId }, params: { path: { purchaseId }, header: { 'Idempotency-Key': key } }, signal: signal() }))
  }

  /** A person who signed in says at which till; a paired page's session says it already. */
  private stands(key: string): { 'Idempotency-Key': string } {
    const at = session.value?.till ? undefined : this.place().tillId
    return { 'Idempotency-Key': key, ...(at && { 'Tessera-Till': at }) }
  }

  private rank(tier: string) { return this.tiers().find(t => t.id === tier)?.rank ?? 0 }

  private shown(m: Schemas['MemberView']): TillMember {
    const phone = m.identities?.find(i => i.kind === 'phone')?.shown ?? m.identities?.[0]?.shown ?? ''
    return {
      id: m.id!, name: m.name ?? phone, phone, tier: { id: m.tier, name: this.tiers().find(t => t.id === m.tier)?.name ?? m.tier, rank: this.rank(m.tier) }, points: m.balance, valueMinor: 0, growth: m.growth, coupons: [], lots: [], notes: [],
      ...(m.frozen && { problem: m.frozen.note ?? m.frozen.reasonCode ?? 'frozen' }), asOf: new Date().toISOString(),
    }
  }
}

const keyed = (key: string) => ({ params: { header: { 'Idempotency-Key': key } } })

/** Sends what waits: the same bytes and the same key each time. */
export async function post(waiting: Waiting): Promise<Answer> {
  let response: Response
  try {
    response = await fetch(waiting.path, {
      method: 'POST', body: JSON.stringify(waiting.body), credentials: 'same-origin', signal: signal(),
      headers: { 'Content-Type': 'application/json', 'Accept-Language': locale.value, 'Tessera-Csrf': '1', 'Idempotency-Key': waiting.key },
    })
    const body: unknown = await response.json()
    const what = judge(response.status, (body as { code?: string }).code)
    return what === 'answer' ? { kind: 'answer', status: response.status, body } : { kind: what, seconds: Number(response.headers.get('Retry-After')) || undefined } as Answer
  } catch {
    return { kind: 'later' }
  }
}

export async function isThere(): Promise<boolean> {
  try {
    return (await fetch('/health/live', { cache: 'no-store', signal: AbortSignal.timeout(3_000) })).ok
  } catch {
    return false
  }
}

/** The standing discounts of the tiers, told in 折 whatever the page speaks, with the names in its language. */
export async function readTiers(): Promise<{ tiers: TierTerms[]; version: number }> {
  const [zh, own] = await Promise.all(['zh-CN', locale.value].map(async l => (await fetch('/v1/program/comparison', { headers: { 'Accept-Language': l }, signal: signal() })).json() as Promise<Schemas['ComparisonView']>))
  const tiers = zh!.tiers.map((row, rank) => ({
    id: row.tier.id, name: own!.tiers[rank]?.tier.name ?? row.tier.name, rank,
    paid: paidOf(row.cells.find(c => c.dimension === 'discount')?.text ?? '') ?? 10000,
  }))
  return { tiers, version: zh!.version }
}
