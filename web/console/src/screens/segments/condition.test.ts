import { expect, test } from 'vitest'
import { fresh, read, write, type Built } from './condition'

const built: Built = { joiner: 'all', lines: [{ ...fresh('spend'), number: 500.5, months: 6 }, { ...fresh('tier'), values: ['gold', 'platinum'], isNot: true }, { ...fresh('birthMonth'), values: ['11'] }] }

test('rows are written in the words of the programme file', () => {
  expect(write(built)).toBe('{"all":[{"spend":"at least 500.5","window":"rolling 6 months"},{"not":{"tier":["gold","platinum"]}},{"birthMonth":[11]}]}')
})
test('what was written is read back as the same rows', () => expect(read(write(built)!)).toEqual(built))
test('a single row needs no bracket', () => expect(write({ joiner: 'any', lines: [fresh('daysSincePurchase')] })).toBe('{"daysSincePurchase":"at least 30"}'))
test('rows without a value are left out, and none at all is no condition', () => expect(write({ joiner: 'all', lines: [fresh('tag')] })).toBeUndefined())
test('plain numbers mean at least, and at most for days', () => {
  expect(read('{"spend":500,"window":"lifetime"}')!.lines[0]).toMatchObject({ compare: 'at least', number: 500, months: 0 })
  expect(read('{"daysSincePurchase":60}')!.lines[0]).toMatchObject({ compare: 'at most', number: 60 })
})
test('what rows cannot show stays a text', () => {
  for (const text of ['{ daysSincePurchase: at least 60 }', '{"all":[{"any":[{"wallet":1}]}]}', '{"spend":1,"orders":2}', '{"spend":"at least 1","window":"calendar year"}']) expect(read(text)).toBeUndefined()
})
