import { expect, test } from 'vitest'
import { instantAt, missing, sense, signing, type Checklist } from './checklist'

const list = (isRequired: boolean, ...codes: string[]): Checklist => ({ isRequired, checks: codes.map(code => ({ code, question: code, source: 'law', causes: [{ pointer: '/tiers/1', sentence: code }] })) })

test('where signing is asked for, every check that is not signed holds the publication up', () => expect(missing(list(true, 'draws', 'notice', 'messages'), ['notice'])).toEqual(['draws', 'messages']))

test('where it is not asked for, and before the list is there, nothing holds it up', () => {
  expect(missing(list(false, 'draws'), [])).toEqual([])
  expect(missing(undefined, [])).toEqual([])
})

test('what is sent is on the list, in its order, and left out where nothing is signed', () => {
  expect(signing(list(true, 'draws', 'notice'), ['notice', 'gone', 'draws'])).toEqual({ checked: ['draws', 'notice'] })
  expect(signing(list(false, 'draws'), [])).toEqual({})
})

test('ticks stand for what was read: another cause, or a change that goes further, drops them', () => {
  const [was, now] = [list(true, 'draws'), list(true, 'draws')]
  const to = (n: number) => [{ key: 'tiers.gold.enter', sentence: `Gold enter: 1,000 → ${n}` }]
  expect(sense(was, to(1200))).toBe(sense(now, to(1200)))
  expect(sense(was, to(1200))).not.toBe(sense(now, to(5000)))
  now.checks[0]!.causes = [{ pointer: '/tiers/2', sentence: 'draws' }]
  expect(sense(was, to(1200))).not.toBe(sense(now, to(1200)))
})

test('an instant is read on the clock of the shop, in winter and in summer', () => {
  expect(instantAt('2026-03-01T00:00', 'Asia/Shanghai')).toBe('2026-02-28T16:00:00.000Z')
  expect(instantAt('2026-01-15T12:30', 'Europe/Berlin')).toBe('2026-01-15T11:30:00.000Z')
  expect(instantAt('2026-07-15T12:30', 'Europe/Berlin')).toBe('2026-07-15T10:30:00.000Z')
})
