// What the programme in force says about coupons and stored value, and which savings may stand together. Pure but for the one read.
import { api, take } from '@shared/api/client'
import { asList, asMap, asText, at, nameOf, paidOf, type Map, type Node } from '../rules/program'

export { asList, asMap, asText, at, nameOf, paidOf, type Map, type Node }

/** The programme in force as written values. */
export async function liveProgramme(): Promise<Node | undefined> {
  return (await take(api.GET('/v1/program/draft/tree'))).live as unknown as Node | undefined
}

/** An amount as the file writes it (600 or 19.90) in minor units. */
export function minorOf(written: Node | undefined, places = 2): number | undefined {
  const found = /^(\d+)(?:\.(\d+))?$/.exec(asText(written))
  if (!found || (found[2]?.length ?? 0) > places) return undefined
  return Number(found[1] + (found[2] ?? '').padEnd(places, '0'))
}

export interface CouponKind { id: string; at: number; node: Map; saving: Map }
export const couponsOf = (root: Node | undefined): CouponKind[] => asList(at(root, '/coupons')).map((n, i) => ({ id: asText(asMap(n).id), at: i, node: asMap(n), saving: asMap(asMap(n).saving) }))

/** A list that the file may also write as one value. */
const many = (n: Node | undefined): string[] => (n === undefined ? [] : Array.isArray(n) ? n.map(v => asText(v)) : [asText(n)])

/** A saving as far as stacking asks: its stage, its group, whom it bars. */
export interface Saving { id: string; kind: 'coupon' | 'promotion' | 'points'; stage: string; group: string; bars: { savings: string[]; groups: string[]; stages: string[] }; node: Map }
export interface Verdict { together: boolean; why: 'stages' | 'all' | 'best' | 'first' | 'notWith' | 'groups' | 'points'; who?: string }

function savingOf(id: string, kind: Saving['kind'], stage: string, saving: Map, node: Map): Saving {
  const bars = asMap(saving.notWith)
  return { id, kind, stage, group: asText(saving.group, stage), bars: { savings: many(bars.savings), groups: many(bars.groups), stages: many(bars.stages) }, node }
}

/** Coupons with a saving, promotions that are on, and points as money when the programme has them. */
export function savingsOf(root: Node | undefined): Saving[] {
  const coupons = couponsOf(root).filter(c => asText(c.node.enabled, 'yes') !== 'no' && c.node.saving !== undefined).map(c => savingOf(c.id, 'coupon', asText(c.saving.stage, 'coupon'), c.saving, c.node))
  const promotions = asList(at(root, '/promotions')).map(n => asMap(n)).filter(n => asText(n.enabled, 'yes') !== 'no').map(n => savingOf(asText(n.id), 'promotion', asText(n.stage, n.buyGet === undefined ? 'line' : 'buyGet'), n, n))
  const spending = at(root, '/points/spending')
  const points: Saving[] = spending === undefined ? [] : [{ id: 'points', kind: 'points', stage: 'points', group: 'points', bars: { savings: [], groups: [], stages: asText(asMap(spending).withCoupons, 'yes') === 'no' ? ['coupon'] : [] }, node: {} }]
  return [...coupons, ...promotions, ...points]
}

/**
 * Whether two savings may stand in one order, as the pricing reads it: what bars the other by id, group or stage wins, from either side; inside one group best and first
 * give one, all gives both; else both stand. Between savings of lines the bar is line by line, which the table says as "not on the same goods".
 */
export function verdict(one: Saving, other: Saving, root: Node | undefined): Verdict {
  const bars = (a: Saving, b: Saving) => a.bars.savings.includes(b.id) || a.bars.groups.includes(b.group) || a.bars.stages.includes(b.stage)
  if (bars(one, other) || bars(other, one)) return { together: false, why: one.kind === 'points' || other.kind === 'points' ? 'points' : 'notWith', who: bars(one, other) ? one.id : other.id }
  if (one.stage !== other.stage) return { together: true, why: 'stages' }
  if (one.group !== other.group) return { together: true, why: 'groups' }
  const group = asList(at(root, '/pricing/groups')).map(n => asMap(n)).find(g => asText(g.id) === one.group)
  const mode = asText(group?.mode, one.group === 'buyGet' ? 'all' : 'best') as 'best' | 'first' | 'all'
  return { together: mode === 'all', why: mode }
}
