import { describe, expect, it } from 'vitest'
import { addLeafEdit, addTierEdits, between, removeLeafEdit, removeTierEdits } from './tiers'
import { leavesOf, type Node } from './program'

const root: Node = {
  tiers: [
    { id: 'base', name: { zh: '普通', en: 'Base' }, multiplier: '1', has: ['a'] },
    { id: 'silver', name: { zh: '银', en: 'Silver' }, multiplier: '1.2', enter: { spend: '600', window: 'rolling 12 months' }, has: ['a', 'b'] },
    { id: 'gold', name: { zh: '金', en: 'Gold' }, multiplier: '1.5', enter: { any: [{ spend: '2000', window: 'rolling 12 months' }, { referrals: '3', window: 'lifetime' }] } },
  ],
  reviews: [{ id: 'jan', keep: { silver: { spend: '400' }, gold: { spend: '1500' } } }],
  benefits: [{ id: 'a', tiers: ['gold', 'silver'] }, { id: 'b', tiers: ['gold'] }],
}

describe('a tier put into the ladder', () => {
  it('stands between its neighbours: 600 and 2000 give 1300, 400 and 1500 give 950, 1.2 and 1.5 give 1.35', () => {
    expect(addTierEdits(root, 2, { zh: '玉', en: 'Jade' })).toEqual([
      { pointer: '/tiers/2', insert: true, value: 'id: jade\nname: { zh: 玉, en: Jade }\nenter:' + ' { any: [{ spend: 1300, window: rolling 12 months }, { referrals: 3, window: lifetime }] }\nmultiplier: 1.35\nhas: [a, b]' },
      { pointer: '/reviews/0/keep/jade', value: '{ spend: 950 }' },
    ])
  })
  it('asks twice as much above the highest, and half of the first above the base', () => {
    expect(addTierEdits(root, 3, { zh: '钻', en: 'Diamond' })[0]).toEqual({ pointer: '/tiers/-', value: 'id: diamond\nname: { zh: 钻, en: Diamond }\nenter: { any: [{ spend: 4000, window: rolling 12 months }, { referrals: 3, window: lifetime }] }\nmultiplier: 2' })
    expect(addTierEdits(root, 1, { zh: '铜', en: 'Bronze' })[0]!.value).toContain('spend: 300,')
  })
  it('keeps figures apart', () => {
    expect([between(600, 2000), between(0, 600), between(2, 3), between(2, 4), between(400, 1500)]).toEqual([1300, 300, 3, 3, 950])
  })
})

describe('a tier taken out', () => {
  it('leaves reviews and lists of tiers, but never turns a list into all tiers', () => {
    expect(removeTierEdits(root, 2)).toEqual([{ pointer: '/reviews/0/keep/gold', value: null }, { pointer: '/benefits/0/tiers', value: '[silver]' }, { pointer: '/tiers/2', value: null }])
  })
})

describe('a comparison of a condition', () => {
  const any: Node = { any: [{ spend: '2000' }, { referrals: '3' }] }
  it('joins the others or wraps them', () => {
    expect(addLeafEdit('/tiers/1/enter', undefined, { spend: '1' }, 'any')).toEqual({ pointer: '/tiers/1/enter', value: '{ spend: 1 }' })
    expect(addLeafEdit('/tiers/1/enter', any, { orders: '5' }, 'any')).toEqual({ pointer: '/tiers/1/enter/any/-', value: '{ orders: 5 }' })
    expect(addLeafEdit('/tiers/1/enter', { spend: '1' }, { orders: '5' }, 'all')).toEqual({ pointer: '/tiers/1/enter', value: '{ all: [{ spend: 1 }, { orders: 5 }] }' })
  })
  it('goes and leaves the other alone', () => {
    expect(removeLeafEdit('/t', any, leavesOf(any, '/t')[0]!)).toEqual({ pointer: '/t', value: '{ referrals: 3 }' })
  })
})
