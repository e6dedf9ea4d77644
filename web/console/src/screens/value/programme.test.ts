import { describe, expect, it } from 'vitest'
import { minorOf, savingsOf, verdict, type Node } from './programme'

const root: { [key: string]: Node } = {
  pricing: { groups: [{ id: 'gifts', stage: 'coupon', mode: 'all' }] },
  coupons: [
    { id: 'a', saving: { amount: '5' } }, { id: 'b', saving: { amount: '8', notWith: { savings: ['full'] } } },
    { id: 'g', saving: { amount: '1', group: 'gifts' } }, { id: 'h', saving: { amount: '1', group: 'gifts', notWith: { stages: 'points' } } }, { id: 'counter' },
  ],
  promotions: [{ id: 'full', stage: 'order', amount: '10' }, { id: 'day', discount: '9折' }, { id: 'off', enabled: 'no', discount: '5折' }],
  points: { spending: { points: '100', worth: '1.00' } },
}
const all = savingsOf(root)
const of = (id: string) => all.find(s => s.id === id)!
const says = (one: string, other: string) => { const v = verdict(of(one), of(other), root); return `${v.together} ${v.why}` }

describe('the stacking table', () => {
  it('has what takes something off and is on', () => expect(all.map(s => s.id)).toEqual(['a', 'b', 'g', 'h', 'full', 'day', 'points']))
  it('gives one of a group that takes the best, both of one that adds up, both of two groups', () => {
    expect([says('a', 'b'), says('g', 'h'), says('a', 'g')]).toEqual(['false best', 'true all', 'true groups'])
  })
  it('reads a bar from either side', () => expect([says('b', 'full'), says('full', 'b'), says('a', 'full'), says('h', 'points'), says('g', 'points')]).toEqual(['false notWith', 'false notWith', 'true stages', 'false points', 'true stages']))
  it('bars coupons where points do', () => {
    const strict = { ...root, points: { spending: { withCoupons: 'no' } } }
    const [a, points] = [savingsOf(strict)[0]!, savingsOf(strict).at(-1)!]
    expect(verdict(a, points, strict)).toEqual({ together: false, why: 'points', who: 'points' })
  })
})

describe('written values', () => {
  it('reads amounts in minor units', () => expect([minorOf('100'), minorOf('19.90'), minorOf('19.9'), minorOf('1.234'), minorOf(undefined)]).toEqual([10000, 1990, 1990, undefined, undefined]))
})
