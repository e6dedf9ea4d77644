import { expect, test } from 'vitest'
import { costOf, firsts, over, sources, type Backtest, type Side } from './found'

const side = (discounts: number, costOnlyMinor: number, costShare: number): Side => ({ purchases: 1, netMinor: 10_000, issued: 0, spent: 0, expired: 0, takenBack: 0, cost: { discounts, points: 0, benefits: 50, coupons: 0, rewards: 0, total: discounts + 50 }, costOnlyMinor, costShare })

test('cost counts what was taken off, not what a side would have taken off', () => expect(costOf(side(300, 200, 550))).toBe(350))

test('months over the line are counted on both sides, and the dearest is named', () => {
  const months = [{ from: '2026-01-01', base: side(0, 0, 700), draft: side(0, 0, 790) }, { from: '2026-02-01', base: side(0, 0, 790), draft: side(0, 0, 804) }]
  expect(over(months, 800)).toEqual({ draft: 1, base: 0, top: months[1] })
})

test('a line that is just met is not passed', () => expect(over([{ from: '2026-01-01', base: side(0, 0, 800), draft: side(0, 0, 800) }], 800).draft).toBe(0))

test('differences of cost leave out what did not change', () => expect(sources(side(300, 200, 0), side(420, 150, 0))).toEqual([{ kind: 'discounts', minor: 120 }, { kind: 'costOnly', minor: -50 }]))

test('of first differences each kind is told once, the earliest', () => {
  const one = (account: string, on: string, draftTier: string) => ({ account, baseTier: 'silver', draftTier, gainMinor: 1, first: { on, fact: 'purchase', baseTier: 'silver', draftTier, baseBalance: 0, draftBalance: 0, baseNetMinor: 1, draftNetMinor: 1, changed: '' } })
  const found = { movers: [one('b', '2026-02-01', 'gold'), one('a', '2026-01-01', 'gold')], winners: [one('c', '2026-03-01', 'silver')], losers: [], examples: [] } as unknown as Backtest
  expect(firsts(found).map(f => f.account)).toEqual(['a', 'c'])
})
