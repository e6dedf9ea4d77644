// The server's record of «why this tier», laid out in the order that every panel has.
import type { Schemas } from '@shared/api/client'
import { count, money } from '@shared/format/format'
import type { ExplainPart } from '@shared/parts/ExplainPanel.vue'

type Tier = Schemas['TierView']
type Leaf = Schemas['LeafView']
type Say = (key: never, values?: Record<string, string | number>) => string

/** Values are minor units where the server wrote them as money. */
export const isMoney = (leaf: Leaf) => /[¥$€]/.test(leaf.why)
export const figure = (leaf: Leaf, value: number, currency: string) => (isMoney(leaf) ? money(value, currency) : count(value))

/** The same as short as it goes: whole amounts without their zeros. */
export const brief = (leaf: Leaf, value: number, currency: string) => (isMoney(leaf) ? money(value, currency, { whole: value % 100 === 0 }) : count(value))

/** What a tier is entered by, where that is one figure: minor units for money. */
export interface Step { id: string; threshold: number; isMoney: boolean }

/** The steps of the programme's tiers; none where a tier is entered by more than one figure, or by something else. */
export function stepsOf(tiers: { id?: string; enter?: Record<string, unknown> | null }[]): Step[] {
  const steps = tiers.slice(1).map(tier => {
    const by = (['spend', 'growth'] as const).filter(key => tier.enter?.[key] !== undefined)
    const value = by.length === 1 ? Number(tier.enter![by[0]!]) : NaN
    const isAlone = Object.keys(tier.enter ?? {}).every(key => ['spend', 'growth', 'window'].includes(key))
    return isAlone && tier.id !== undefined && Number.isFinite(value) ? { id: tier.id, threshold: by[0] === 'spend' ? Math.round(value * 100) : value, isMoney: by[0] === 'spend' } : undefined
  })
  return steps.every(s => s !== undefined) ? steps : []
}

/** The ladder as stretches up to the end of the scale; one alone, in the tier that is, where the steps say nothing. */
export function stretches(ids: string[], steps: Step[], { end, tier }: { end: number; tier: string }): { id: string; from: number; to: number }[] {
  if (steps.length === 0) return [{ id: tier, from: 0, to: end }]
  const starts = [{ id: ids[0] ?? tier, from: 0 }, ...steps.map(s => ({ id: s.id, from: s.threshold }))].filter(s => s.from < end)
  return starts.map((s, i) => ({ ...s, to: starts[i + 1]?.from ?? end }))
}

export function against(leaf: Leaf, currency: string, t: Say): string {
  if (!leaf.holds) return t('short' as never, { n: figure(leaf, leaf.gap, currency) })
  return leaf.value > leaf.threshold ? '✓ ' + t('over' as never, { n: figure(leaf, leaf.value - leaf.threshold, currency) }) : '✓'
}

/** The sentence: what decided the tier that is, then what the server says of today. */
export function sentence(tier: Tier): string {
  const last = tier.past?.filter(c => c.to.id === tier.tier.id).at(-1)
  return [last ? `${last.on} ${last.why.join('；')}` : '', tier.headline].filter(Boolean).join('。').replaceAll('。。', '。')
}

export function parts(tier: Tier, currency: string, memberId: string, t: Say): ExplainPart[] {
  const all: ExplainPart[] = []
  const orders = { path: `/members/${memberId}`, query: { tab: 'orders' } }
  const leaves = [...(tier.reviews ?? []).flatMap(r => r.conditions), ...(tier.above ?? []).slice(0, 1).flatMap(a => a.conditions)]
  const seen = new Set<string>()
  const figures = leaves.filter(l => { const key = `${l.from} ${l.value}`; return seen.has(key) ? false : (seen.add(key), true) })
  if (figures.length) all.push({ title: t('howNow' as never), lines: figures.map(l => ({ text: l.why.split(/[，,]/)[0]!, note: l.from ? `${l.from} – ${l.through}` : undefined, value: figure(l, l.value, currency), to: orders })) })
  const checks = [...(tier.reviews ?? []).map(r => ({ name: r.name, leaves: r.conditions })), ...(tier.above ?? []).map(a => ({ name: a.tier.name, leaves: a.conditions }))]
  if (checks.length) all.push({ title: t('holdsAgainst' as never), lines: checks.flatMap(c => c.leaves.map(l => ({ text: `${c.name} ≥ ${figure(l, l.threshold, currency)}`, value: against(l, currency, t) }))) })
  const up = tier.above?.[0]
  if (up) all.push({ title: t('waysUp' as never, { tier: up.tier.name }), aside: t('byEffort' as never), lines: up.ways.map((way, i) => ({ text: `${i + 1}  ${way}`, value: '' })) })
  const review = tier.reviews?.[0]
  if (review) all.push({ title: t('nextReview' as never), aside: review.on, lines: [...review.then.map(l => ({ text: l.why, value: '' })), ...review.leaving.slice(0, 3).map(text => ({ text, value: '' }))] })
  const next = dedupe((tier.ifNothingChanges ?? []).map(f => ({ text: f.what, value: f.on })))
  if (next.length) all.push({ title: t('ifNothing' as never), lines: next.slice(0, 4) })
  const past = [...(tier.past ?? [])].reverse()
  if (past.length) all.push({ title: t('history' as never), lines: past.slice(0, 6).map(c => ({ text: c.from ? t('changeTo' as never, { from: c.from.name, to: c.to.name }) : t('joinedAs' as never, { to: c.to.name }), note: `v${c.version}`, value: c.on })) })
  return all
}

const dedupe = (lines: { text: string; value: string }[]) => lines.filter((l, i) => lines.findIndex(o => o.text === l.text && o.value === l.value) === i)
