import { expect, it } from 'vitest'
import { daysFrom, mondayOf, weekOf } from './week'

it('begins a week on its Monday, over the end of a month and of a year', () => {
  expect([mondayOf('2026-11-22'), mondayOf('2026-11-23'), mondayOf('2027-01-01')]).toEqual(['2026-11-16', '2026-11-23', '2026-12-28'])
  expect(daysFrom('2026-12-28', 5)).toEqual(['2026-12-28', '2026-12-29', '2026-12-30', '2026-12-31', '2027-01-01'])
})

it('puts bookings and slots at their day and time', () => {
  const week = weekOf('2026-11-16', [{ on: '2026-11-17', at: '10:00', id: 'a' }, { on: '2026-11-17', at: '09:00', id: 'b' }] as never, [{ on: '2026-11-18', at: '10:00', isFree: true }] as never)
  expect(week.times).toEqual(['09:00', '10:00'])
  expect(week.bookings('2026-11-17', '10:00').map(b => b.id)).toEqual(['a'])
  expect(week.slot('2026-11-18', '10:00')?.isFree).toBe(true)
  expect(week.slot('2026-11-18', '09:00')).toBeUndefined()
})
