import { expect, it } from 'vitest'
import { back, pick, queryOf, same } from './filters'

it('turns days since the last visit into dates', () => {
  expect(back('2026-03-01', 1)).toBe('2026-02-28')
  expect(queryOf({ visit: '30-90' }, '2026-11-22')).toMatchObject({ lastVisitFrom: '2026-08-24', lastVisitThrough: '2026-10-23' })
  expect(queryOf({ visit: '180-' }, '2026-11-22')).toMatchObject({ lastVisitThrough: '2026-05-26' })
  expect(queryOf({ visit: '0-7' }, '2026-11-22')).toMatchObject({ lastVisitFrom: '2026-11-15' })
  expect(queryOf({ visit: '0-7' }, '2026-11-22').lastVisitThrough).toBeUndefined()
})

it('keeps only what a list is filtered by, and numbers as numbers', () => {
  expect(pick({ tier: 'gold', page: '2', tag: '' })).toEqual({ tier: 'gold' })
  expect(queryOf({ balanceFrom: '100', birthdayMonth: 'x', tier: 'gold' }, '2026-11-22')).toMatchObject({ balanceFrom: 100, birthdayMonth: undefined, tier: 'gold' })
  expect(same({ tier: 'gold' }, { tier: 'gold', tag: undefined })).toBe(true)
})
