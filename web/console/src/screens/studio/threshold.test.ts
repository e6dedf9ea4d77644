import { expect, test } from 'vitest'
import { thresholds, withThresholds } from './threshold'

const file = `program:
  code: tea
tiers:
  - id: ordinary
    name: { zh: 普通, en: Ordinary }
  - id: gold
    enter: { spend: 2000, window: rolling 12 months }
    multiplier: 1.5
  - id: platinum
    enter:
      any:
        - { orders: 24, window: rolling 6 months }
        - { spend: 6000.50, window: rolling 12 months }

benefits:
  - { id: x, unitCost: 6 }
`

test('the first comparison of each enter condition is read in minor units or counts', () => {
  expect(thresholds(file)).toEqual([{ tier: 'gold', metric: 'spend', window: 'rolling 12 months', value: 200_000 }, { tier: 'platinum', metric: 'orders', window: 'rolling 6 months', value: 24 }])
})

test('a moved threshold changes its number and nothing else', () => {
  expect(withThresholds(file, [{ tier: 'gold', value: 183_440 }, { tier: 'platinum', value: 30 }])).toBe(file.replace('spend: 2000', 'spend: 1834.40').replace('orders: 24', 'orders: 30'))
})

test('a tier without a plain threshold is not guessed at', () => expect(withThresholds(file, [{ tier: 'ordinary', value: 1 }])).toBeUndefined())
