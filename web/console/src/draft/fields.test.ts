import { describe, expect, it } from 'vitest'
import { editsOf, formOf, isFit, nodeOf, type Field } from './fields'
import { inLine, item, newId, scalar } from './written'
import type { Node } from '../screens/rules/program'

const fields: Field[] = [
  { key: 'name/zh', label: ['名', 'Name'], kind: 'text', isRequired: true }, { key: 'price', label: ['价', 'Price'], kind: 'money' },
  { key: 'quota/uses', label: ['次', 'Uses'], kind: 'whole' }, { key: 'quota/period', label: ['期', 'Period'], kind: 'choice' }, { key: 'tiers', label: ['级', 'Tiers'], kind: 'many' },
  { key: 'prizes', label: ['奖', 'Prizes'], kind: 'rows', of: [{ key: 'id', label: ['号', 'Id'], kind: 'text' }, { key: 'odds', label: ['率', 'Odds'], kind: 'share' }] },
]

describe('a form over an item of the file', () => {
  it('reads and writes the same item', () => {
    const node = { name: { zh: '茶' }, price: '12.50', quota: { uses: '2', period: 'month' }, tiers: ['gold'], prizes: [{ id: 'a', odds: '5 %' }] }
    expect(nodeOf(fields, formOf(fields, node))).toEqual(node)
    expect(editsOf(fields, '/x/0', node, formOf(fields, node))).toEqual([])
  })
  it('writes a map that was not there whole, and takes one out with its last value', () => {
    const form = { ...formOf(fields, { name: { zh: '茶' } }), 'quota/uses': '3', 'quota/period': 'month' }
    expect(editsOf(fields, '/x/0', { name: { zh: '茶' } }, form)).toEqual([{ pointer: '/x/0/quota', value: '{ uses: 3, period: month }' }])
    const was = { name: { zh: '茶' }, quota: { uses: '3' } }
    expect(editsOf(fields, '/x/0', was, { ...formOf(fields, was), 'quota/uses': '' })).toEqual([{ pointer: '/x/0/quota', value: null }])
  })
  it('changes one value where it stands and keeps what it does not ask', () => {
    const was = { name: { zh: '茶', en: 'Tea' }, tiers: 'gold' }
    expect(editsOf(fields, '/x/1', was, { ...formOf(fields, was), 'name/zh': '红 茶', tiers: ['gold'] })).toEqual([{ pointer: '/x/1/name/zh', value: '红 茶' }])
  })
  it('writes a condition in one line, as it was given where nothing changed', () => {
    const when: Field = { key: 'when', label: ['谁', 'Who'], kind: 'condition', isRequired: true }
    const rules: Node[] = [{ spend: '500', window: 'rolling 6 months' }, { not: { tier: ['gold', 'top'] } }]
    const was = { when: { all: rules } }
    const form = formOf([when], was)
    expect(nodeOf([when], form)).toEqual(was)
    expect(editsOf([when], '/tagRules/0', was, form)).toEqual([])
    expect(editsOf([when], '/tagRules/0', was, { when: '{"behaviour":"checkin","times":5}' })).toEqual([{ pointer: '/tagRules/0/when', value: '{ behaviour: checkin, times: 5 }' }])
    for (const [text, fits] of [['', false], ['{}', false], ['[]', false], ['{ spend: 5 }', false], ['{"spend":5}', true]] as const) expect([text, isFit(when, text)]).toEqual([text, fits])
  })
  it('lets only what can be written pass', () => {
    expect(isFit(fields[1]!, '12.5')).toBe(true)
    expect(isFit(fields[1]!, '12,5')).toBe(false)
    expect(isFit(fields[0]!, ' ')).toBe(false)
    expect(isFit(fields[5]!, [{ id: 'a', odds: '5' }])).toBe(false)
  })
})

describe('the file as it is written', () => {
  it('quotes what would read as something else', () => {
    expect([scalar('9折'), scalar('rolling 12 months'), scalar('10:00'), scalar('a: b'), scalar('null'), scalar('yes')]).toEqual(['9折', 'rolling 12 months', '"10:00"', '"a: b"', '"null"', 'yes'])
  })
  it('writes items over lines and what is in them in one', () => {
    expect(item({ id: 'a', name: { zh: '茶', en: 'Tea' }, has: ['x', 'y'], prizes: [{ id: 'p', odds: '5 %' }] })).toBe('id: a\nname: { zh: 茶, en: Tea }\nhas: [x, y]\nprizes:\n  - { id: p, odds: 5 % }')
    expect(inLine([])).toBe('[]')
  })
  it('finds an id that is free', () => {
    expect([newId('Gold Card', 'tier', []), newId('金卡', 'tier', ['tier']), newId('Gold', 'tier', ['gold', 'gold-2'])]).toEqual(['gold-card', 'tier-2', 'gold-3'])
  })
})
