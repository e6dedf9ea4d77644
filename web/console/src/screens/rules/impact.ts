// What the draft would do, reckoned anew after each edit: who moves (what-if of thresholds), what it costs (sales by tier and give-back), the cost share against its line.
import { computed, reactive, ref, watch } from 'vue'
import { api, take, type Schemas } from '@shared/api/client'
import { ApiProblem } from '@shared/api/problem'
import { can } from '../../session'
import type { DraftTree } from './desk'
import { asText, costOf, crossings, thresholdOf, tiersOf, windowOf, type TierMoney } from './program'

interface Past { sales: Schemas['TierSalesView']; costs: Schemas['BenefitCostsView']; used: number }

/** The last twelve whole months before a date, both ends inclusive. */
export function wholeYear(today: string): { from: string; through: string } {
  const [y, m] = today.split('-').map(Number) as [number, number]
  const date = (year: number, month: number, day: number) => new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10)
  return { from: date(y - 1, m - 1, 1), through: date(y, m - 1, 0) }
}

/** Months of a window as the what-if takes them; undefined where it takes none. */
function monthsOf(written: string | undefined): number | undefined {
  const w = windowOf(written ?? '')
  if (w.kind === 'lifetime') return 0
  return w.kind === 'rolling' && w.unit === 'month' && [3, 6, 12, 24].includes(w.n) ? w.n : undefined
}

/** Higher than anybody spends: a tier with it is as good as not there. */
const OUT_OF_REACH = 1_000_000_000_000

/**
 * Moves that lead from the draft back to the live thresholds; a tier that is new goes out of reach. Undefined where conditions have another shape. Tiers that the draft takes
 * out cannot be moved back: who is in them is counted apart.
 */
export function movesBack(data: Pick<DraftTree, 'draft' | 'live'>): Schemas['MoveBody'][] | undefined {
  const live = tiersOf(data.live)
  const moves: Schemas['MoveBody'][] = []
  for (const tier of tiersOf(data.draft)) {
    const old = live.find(t => t.id === tier.id)
    if (!old) {
      if (tier.leaves.some(leaf => thresholdOf(leaf) === undefined)) return undefined
      moves.push(...tier.leaves.map((_, leaf) => ({ tier: tier.id, leaf, threshold: OUT_OF_REACH, rollingMonths: null })))
      continue
    }
    if (old.leaves.length !== tier.leaves.length) return undefined
    for (const [leaf, now] of tier.leaves.entries()) {
      const was = old.leaves[leaf]!
      const threshold = thresholdOf(was)
      if (was.metric !== now.metric || was.of !== now.of || was.join !== now.join) return undefined
      if (was.value === now.value && was.window === now.window) continue
      const months = was.window === now.window ? null : monthsOf(was.window)
      if (threshold === undefined || months === undefined) return undefined
      moves.push({ tier: tier.id, leaf, threshold, rollingMonths: months })
    }
  }
  return moves
}

export function useImpact(data: () => DraftTree | undefined) {
  const past = ref<Past>()
  const counts = ref<{ on: string; live: number[]; draft: number[] }>()
  const isReshaped = ref(false)
  const isBusy = ref(false)
  let turn = 0

  watch(data, async now => {
    const mine = ++turn
    if (!now || now.changes.length === 0) return void ([counts.value, isReshaped.value] = [undefined, false])
    isBusy.value = true
    try {
      if (can('reports:read')) past.value ??= await readPast()
      const moves = movesBack(now)
      const found = moves?.length ? await take(api.POST('/v1/program/what-if', { body: { moves } })) : undefined
      if (mine !== turn) return
      isReshaped.value = moves === undefined
      const of = (id: string) => found?.tiers.find(t => t.tier === id)
      const all = tiersOf(now.draft).map(t => t.id)
      counts.value = found && { on: found.monthEnds.at(-1)!, draft: all.map(id => of(id)?.before.at(-1) ?? 0), live: all.map(id => of(id)?.after.at(-1) ?? 0) }
    } catch (cause) {
      if (!(cause instanceof ApiProblem)) throw cause
      if (mine === turn) [counts.value, isReshaped.value] = [undefined, true]
    } finally {
      if (mine === turn) isBusy.value = false
    }
  }, { immediate: true })

  const ids = computed(() => tiersOf(data()?.draft).map(t => t.id))
  const over = computed(() => (counts.value ? crossings(counts.value.live, counts.value.draft) : []))
  const change = (id: string) => { const i = ids.value.indexOf(id); return counts.value && i >= 0 ? counts.value.draft[i]! - counts.value.live[i]! : 0 }
  const money = computed(() => {
    const [now, before] = [data(), past.value]
    if (!now || !before) return undefined
    const back = (lint: Schemas['LintView'] | undefined, id: string) => lint?.giveBacks.find(g => g.tier.id === id)
    const tiers: TierMoney[] = ids.value.map(id => {
      // Who was in a tier that is switched off gets what the tier gives that takes its place.
      const heir = asText(tiersOf(now.draft).find(t => t.id === id)?.node.replacedBy)
      const [row, draft] = [before.sales.tiers.find(t => t.tier.id === id), back(now.lint, id) ?? back(now.lint, heir)]
      const live = back(now.liveLint, id) ?? draft
      return { sales: row?.salesMinor ?? 0, members: row?.members ?? 0, discount: { live: live?.discountTenThousandths ?? 0, draft: draft?.discountTenThousandths ?? 0 }, points: { live: live?.pointsTenThousandths ?? 0, draft: draft?.pointsTenThousandths ?? 0 } }
    })
    const year = costOf(tiers, over.value, before.used)
    const { costMinor, revenueMinor, shareTenThousandths } = before.costs.total
    const added = year.discount + year.points
    const now2 = revenueMinor > 0 ? Math.round(((costMinor + added) / revenueMinor) * 10_000) : undefined
    return { discount: Math.round(year.discount / 12), points: Math.round(year.points / 12), month: Math.round(added / 12), was: shareTenThousandths ?? undefined, now: now2, line: before.costs.redLineTenThousandths, used: before.used }
  })
  return reactive({ counts, over, change, money, isReshaped, isBusy })
}

export type Impact = ReturnType<typeof useImpact>

async function readPast(): Promise<Past> {
  const today = (await take(api.GET('/v1/reports/tier-distribution'))).on
  const query = wholeYear(today)
  const [sales, costs, liability] = await Promise.all([
    take(api.GET('/v1/reports/tier-sales', { params: { query } })), take(api.GET('/v1/reports/benefits', { params: { query } })), take(api.GET('/v1/reports/liability', { params: { query: { from: today, through: today } } })),
  ])
  return { sales, costs, used: liability.months.at(-1)?.expectedShare ?? 10_000 }
}
