import { describe, expect, test } from 'vitest'
import type { Node } from '../rules/program'
import { behavioursOf } from './behaviours'
import { fresh, kindOf, names, read, write, type Built, type Line, type Metric } from './condition'
import texts from './texts'

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
test('numbers of the file are read as they are written', () => {
  expect(read('{"spend":"500","window":"lifetime"}')!.lines[0]).toMatchObject({ compare: 'at least', number: 500 })
  expect(read('{"behaviour":"checkin","times":"5","window":"rolling 1 months"}')!.lines[0]).toMatchObject({ of: 'checkin', number: 5, months: 1 })
  expect(read('{"spend":"much","window":"lifetime"}')).toBeUndefined()
})
test('what rows cannot show stays a text', () => {
  for (const text of ['{ daysSincePurchase: at least 60 }', '{"all":[{"any":[{"wallet":1}]}]}', '{"spend":1,"orders":2}', '{"spend":"at least 1","window":"calendar year"}']) expect(read(text)).toBeUndefined()
})

// Every kind of row filled as somebody would, with another number, window and direction than it starts with.
function filled(metric: Metric): Line {
  const made = fresh(metric)
  const k = kindOf(metric)
  if (k.kind === 'list') return { ...made, values: k.isOne ? ['7'] : ['7', '11'], isNot: true }
  return { ...made, number: made.number + 1, months: k.hasWindow ? 6 : made.months, of: k.hasOf ? 'checkin' : '', compare: k.hasOf === 'times' ? 'at least' : 'at most' }
}

describe('every kind of row', () => {
  test.each(names)('%s is written and read back as it was', metric => {
    const one: Built = { joiner: 'all', lines: [filled(metric)] }
    const text = write(one)!
    expect(read(text)).toEqual(one)
    expect(write(read(text)!)).toBe(text)
  })
  test.each(names)('%s stands among others', metric => {
    const both: Built = { joiner: 'any', lines: [filled(metric), { ...filled(metric), isNot: true }] }
    expect(read(write(both)!)).toEqual(both)
  })
  test.each(names)('%s has a name in both languages', metric => expect(Object.keys(texts)).toContain(`m.${metric}`))
})

describe('rows of something', () => {
  test('a behaviour is written with its times and window', () => expect(write({ joiner: 'all', lines: [{ ...fresh('behaviour'), of: 'checkin', number: 5, months: 3 }] })).toBe('{"behaviour":"checkin","times":5,"window":"rolling 3 months"}'))
  test('without a number it is done once', () => expect(read('{"behaviour":"share","window":"lifetime"}')!.lines[0]).toMatchObject({ metric: 'behaviour', of: 'share', number: 1, months: 0 }))
  test('the age of a tag is written beside the tag', () => expect(write({ joiner: 'all', lines: [{ ...fresh('tagDays'), of: 'vip', compare: 'at most', number: 14 }] })).toBe('{"tag":"vip","tagDays":"at most 14"}'))
  test('a plain number of days of a tag means at least', () => expect(read('{"tag":"vip","tagDays":30}')!.lines[0]).toMatchObject({ metric: 'tagDays', of: 'vip', compare: 'at least', number: 30 }))
  test('they say nothing until they say of what', () => expect(write({ joiner: 'all', lines: [fresh('behaviour'), fresh('tagDays')] })).toBeUndefined())
  test('one language needs no list to be read, and growth has its window', () => {
    expect(read('{"locale":"en"}')!.lines[0]).toMatchObject({ metric: 'locale', values: ['en'] })
    expect(read('{"growth":"at least 3000","window":"rolling 12 months"}')!.lines[0]).toMatchObject({ metric: 'growth', number: 3000, months: 12 })
  })
  test('a tag without its age, days without their tag, and times that are no number stay what they are', () => {
    expect(read('{"tag":"vip"}')!.lines[0]).toMatchObject({ metric: 'tag', values: ['vip'] })
    for (const text of ['{"tagDays":30}', '{"times":3}', '{"behaviour":"share","times":"3 or so","window":"lifetime"}', '{"tag":["a","b"]}', '{"tag":"vip","times":3}']) expect(read(text)).toBeUndefined()
  })
})

test('behaviours to choose from are those that earn and those that let growth rise, each once', () => {
  const root: Node = { earn: [{ id: 'spend', kind: 'money' }, { id: 'c', name: { zh: '签到', en: 'checking in' }, behaviour: 'checkin' }], growth: { behaviours: { checkin: { growth: '2' }, review: { growth: '5' } } } }
  expect(behavioursOf(root, true)).toEqual([{ value: 'checkin', label: '签到' }, { value: 'review', label: 'review' }])
  expect(behavioursOf(root, false)[0]).toEqual({ value: 'checkin', label: 'checking in' })
})
