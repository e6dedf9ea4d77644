import { expect, it } from 'vitest'
import { likely } from './odds'

// 400 entries at 20 %: mean 80, deviation √(400 × 0.2 × 0.8) = 8, so 80 ± 15.68.
it('says how many hits are likely', () => expect([likely(2000, 400), likely(50, 10), likely(0, 10), likely(10_000, 7)]).toEqual([[64, 96], [0, 1], [0, 0], [7, 7]]))
