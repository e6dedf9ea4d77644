import { expect, test } from 'vitest'
import { before, lastDays, lastMonths, thisMonth } from './period'

test('whole months before a date, over the turn of a year', () => expect(lastMonths(12, '2026-11-22')).toEqual(['2025-11-01', '2026-10-31']))
test('the last month of March ends with February, leap years too', () => expect(lastMonths(1, '2028-03-31')).toEqual(['2028-02-01', '2028-02-29']))
test('days end with the date itself', () => expect(lastDays(7, '2026-03-03')).toEqual(['2026-02-25', '2026-03-03']))
test('a month so far begins with its first', () => expect(thisMonth('2026-11-22')).toEqual(['2026-11-01', '2026-11-22']))
test('the window before holds as many dates', () => expect(before(['2026-03-01', '2026-03-31'])).toEqual(['2026-01-29', '2026-02-28']))
