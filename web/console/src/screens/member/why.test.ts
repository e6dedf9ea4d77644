import { expect, test } from 'vitest'
import { stepsOf, stretches } from './why'

test('the steps of a ladder climbed by one figure are its thresholds, money in minor units', () => {
  expect(stepsOf([{ id: 'base' }, { id: 'silver', enter: { spend: '600', window: 'rolling 12 months' } }, { id: 'gold', enter: { spend: '2000.50', window: 'rolling 12 months' } }]))
    .toEqual([{ id: 'silver', threshold: 60_000, isMoney: true }, { id: 'gold', threshold: 200_050, isMoney: true }])
})

test('a ladder with a step of several figures has no scale', () => {
  expect(stepsOf([{ id: 'base' }, { id: 'silver', enter: { growth: '300' } }, { id: 'gold', enter: { any: [{ growth: '700' }, { referrals: '3' }] } }])).toEqual([])
})

test('stretches reach from threshold to threshold and end with the scale', () => {
  const steps = [{ id: 'silver', threshold: 300, isMoney: false }, { id: 'gold', threshold: 700, isMoney: false }, { id: 'platinum', threshold: 1500, isMoney: false }]
  // Up to 1,500: base 0 to 300, silver 300 to 700, gold 700 to 1,500; platinum begins where the scale ends.
  expect(stretches(['base', 'silver', 'gold', 'platinum'], steps, { end: 1500, tier: 'gold' })).toEqual([{ id: 'base', from: 0, to: 300 }, { id: 'silver', from: 300, to: 700 }, { id: 'gold', from: 700, to: 1500 }])
  expect(stretches(['base'], [], { end: 1500, tier: 'gold' })).toEqual([{ id: 'gold', from: 0, to: 1500 }])
})
