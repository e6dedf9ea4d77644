// What a stored report holds, as the server writes it (docs/concepts/backtest, calibration). Money in minor units, shares in ten-thousandths.
import type { Schemas } from '@shared/api/client'

export interface Cost { discounts: number; points: number; benefits: number; coupons: number; rewards: number; total: number }
export interface Side { purchases: number; netMinor: number; issued: number; spent: number; expired: number; takenBack: number; cost: Cost; costOnlyMinor: number; costShare: number; costOnlyShare?: number }
export interface Group { id: string; members: number; up: number; down: number; same: number; base: Side; draft: Side }
export interface FirstDifference { on: string; fact: string; baseTier: string; draftTier: string; baseBalance: number; draftBalance: number; baseNetMinor: number; draftNetMinor: number; changed: string }
export interface Compared { account: string; baseTier: string; draftTier: string; gainMinor: number; first?: FirstDifference }
export interface Backtest {
  window: { from: string; through: string }; baseSide: string; changes: { key: string; sentence: { zh: string; en: string } }[]
  members: number; different: number; up: number; down: number; elsewhereAtSomeTime: number
  base: Side; draft: Side; baseOpen: { points: number; worthMinor: number }; draftOpen: { points: number; worthMinor: number }
  tiers: Group[]; groups: Group[]; stores: Group[]; pairs: { base: string; draft: string; members: number }[]
  months: { from: string; base: Side; draft: Side }[]; movers: Compared[]; winners: Compared[]; losers: Compared[]; examples: Compared[]; notAffordableCount: number
}
export interface Proposed { goal: { name: { tier: string; leaf: number }; shareTenThousandths: number }; state: string; written: number; threshold: number; population: number; wanted: number; byOthers: number; above: number; ties: number; meetingWritten: number; leave: number; come: number; from?: number; through?: number; curve: { threshold: number; meeting: number }[]; months: { on: string; population: number; meeting: number; own?: number }[] }
export interface Calibrated { proposal: { seed: number; on: string; tiers: Proposed[]; moves: { name: { tier: string; leaf: number }; threshold: number }[] }; after: { tier: string; meeting: number; inTier: number; keepIt: number; otherwise: number; notYet: number }[]; backtest?: Backtest }
export type Report = Schemas['TryReportView']

/** What a side costs at use; what it would have taken off where only the paid amount is known stands beside it and is in no share. */
export const costOf = (side: Side) => side.cost.total

/** The months over a line, and the one that costs most. */
export function over(months: Backtest['months'], line: number) {
  const above = (side: 'base' | 'draft') => months.filter(m => m[side].costShare > line).length
  const top = months.reduce<Backtest['months'][number] | undefined>((best, m) => (best === undefined || m.draft.costShare > best.draft.costShare ? m : best), undefined)
  return { draft: above('draft'), base: above('base'), top }
}

/** Differences of cost by what brings them, the largest first; nothing that did not change. */
export function sources(from: Side, to: Side) {
  const kinds = ['discounts', 'points', 'benefits', 'coupons', 'rewards'] as const
  const rows: { kind: (typeof kinds)[number] | 'costOnly'; minor: number }[] = kinds.map(kind => ({ kind, minor: to.cost[kind] - from.cost[kind] }))
  rows.push({ kind: 'costOnly', minor: to.costOnlyMinor - from.costOnlyMinor })
  return rows.filter(r => r.minor !== 0).sort((a, b) => b.minor - a.minor)
}

/** One example for each kind of first difference, the earliest. */
export function firsts(found: Backtest, most = 6): Compared[] {
  const seen = new Map<string, Compared>()
  const all = [...found.movers, ...found.winners, ...found.losers, ...found.examples].filter(c => c.first).sort((a, b) => a.first!.on.localeCompare(b.first!.on))
  for (const one of all) {
    const f = one.first!
    const kind = [f.fact, f.baseTier === f.draftTier ? f.baseTier : `${f.baseTier}>${f.draftTier}`, f.baseNetMinor !== f.draftNetMinor].join()
    if (!seen.has(kind)) seen.set(kind, one)
  }
  return [...seen.values()].slice(0, most)
}
