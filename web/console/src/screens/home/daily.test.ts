import { expect, test } from 'vitest'
import { delta, type Day } from './daily'

const day = (of: Partial<Day>) => ({ salesMinor: 0, othersMinor: 0, newMembers: 0, active: 0, pointsEarned: 0, ...of }) as Day
const then = day({ salesMinor: 9_000, newMembers: 4, active: 20, pointsEarned: 90 })

test('a day that has sold nothing yet stands beside the week before without a percentage', () => {
  for (const of of [(d: Day) => d.newMembers, (d: Day) => d.active, (d: Day) => d.pointsEarned]) expect(delta(day({}), then, of)).toBeNull()
})
test('what came already is compared, though nothing was sold', () => expect(delta(day({ newMembers: 5 }), then, d => d.newMembers)).toBe('+25.0%'))
test('a day that sells tells of nothing as a loss', () => {
  expect(delta(day({ salesMinor: 100 }), then, d => d.newMembers)).toBe('−100.0%')
  expect(delta(day({ othersMinor: 100 }), then, d => d.active)).toBe('−100.0%')
})
