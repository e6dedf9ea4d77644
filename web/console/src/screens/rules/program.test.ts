import { describe, expect, it } from 'vitest'
import { at, costOf, crossings, leavesOf, paidOf, quoted, rowOf, shareOf, thresholdOf, type Node } from './program'

describe('conditions', () => {
  const enter: Node = { any: [{ spend: '5000', window: 'lifetime' }, { all: [{ growth: '1500', window: 'rolling 12 months' }, { behaviour: 'checkin', times: '3' }] }] }

  it('are numbered in the order of the file, each with the place of its number', () => {
    expect(leavesOf(enter, '/tiers/2/enter').map(l => [l.metric, l.join, l.pointer])).toEqual([['spend', 'any', '/tiers/2/enter/any/0/spend'], ['growth', 'all', '/tiers/2/enter/any/1/all/0/growth'], ['behaviour', 'all', '/tiers/2/enter/any/1/all/1/times']])
  })
  it('count money in minor units and leave words alone', () => {
    const [spend, growth] = leavesOf(enter, '')
    expect([thresholdOf(spend!), thresholdOf(growth!), thresholdOf({ ...spend!, value: 'at most 5' })]).toEqual([500_000, 1500, undefined])
  })
})

it('reads what stands under a pointer', () => {
  expect(at({ tiers: [{ 'a/b': 'x' }] }, '/tiers/0/a~1b')).toBe('x')
  expect(at({ tiers: [] }, '/tiers/3/id')).toBeUndefined()
})

it('reads a discount however it is written', () => {
  expect(['8折', '95折', '9.5折', '0.95', '95 %', 'free', 'cheap'].map(paidOf)).toEqual([8000, 9500, 9500, 9500, 9500, 0, undefined])
  expect(['10 %', '0.1', 'much'].map(shareOf)).toEqual([1000, 1000, undefined])
})

it('quotes a text only where it must be', () => {
  expect(['金卡会员', '12 months', '60 %', 'yes', 'a: b', '满20, 减5'].map(quoted)).toEqual(['金卡会员', '12 months', '60 %', '"yes"', '"a: b"', '"满20, 减5"'])
})

it('counts who crosses each step of the ladder', () => {
  // Ten of silver become gold and two of gold platinum: ten more stand above silver, two more above gold.
  expect(crossings([100, 50, 20, 5], [100, 40, 28, 7])).toEqual([0, 10, 2])
})

it('reckons what the draft costs more', () => {
  // Base: 100,000 of sales from 10 members; silver gives 5 % off, 8 % in the draft: 50,000 × 3 % = 1,500. Two cross: 2 × 10,000 × (8 % − 0) = 1,600.
  // Points: silver 10 % against 8 % of the base, both unchanged: 2 × 10,000 × 2 % = 400, half of which is used.
  const cost = costOf([{ sales: 100_000, members: 10, discount: { live: 0, draft: 0 }, points: { live: 800, draft: 800 } }, { sales: 50_000, members: 2, discount: { live: 500, draft: 800 }, points: { live: 1000, draft: 1000 } }], [2], 5000)
  expect(cost).toEqual({ discount: 3100, points: 200 })
})

it('puts a finding on the row of its field', () => {
  const benefits = [{ at: 0, pointer: '/benefits/0', id: 'cake', type: 'birthday', node: {} }]
  const row = (code: string, more = {}) => rowOf({ pointer: '/tiers/1', code: 'lint.' + code, level: 'hint', ...more }, benefits)
  expect([row('gapOutside', { fix: { pointer: '/tiers/1/multiplier' } }), row('gapOutside'), row('shareOutside'), row('promiseUnlimited', { about: 'cake' }), row('windowLonger'), row('untranslated', { pointer: '/coupons/0' })]).toEqual(['multiplier', 'value', 'head', 'birthday', 'keep', 'other'])
})
