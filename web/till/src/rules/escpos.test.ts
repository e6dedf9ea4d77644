import { describe, expect, it } from 'vitest'
import { encode, escpos, pair, width, wrap } from './escpos'
import { slipOf, type Sale } from './slip'
import { sumShift } from './shift'

const hex = (bytes: Iterable<number>) => Array.from(bytes, b => b.toString(16).padStart(2, '0')).join(' ')
const sale: Sale = {
  number: 'XH02-k7m2q9-261122-0090', id: 'ord_1', at: '2026-11-22T07:46:00Z', state: 'recorded', clerk: '陈佳怡', prints: 1, says: [],
  lines: [{ name: '月光乌龙奶茶', note: '大杯·少冰', quantity: 2, listMinor: 4400 }], startMinor: 4400, deductions: [{ name: '银卡9.5折', minor: 220 }], payMinor: 4180, points: 0, valueMinor: 2000,
  payment: { kind: 'cash', minor: 2180, givenMinor: 5000 }, member: { id: 'mem_1', name: '林晓雯', tier: '银卡' }, earned: 501, balance: 4298, valueLeftMinor: 0,
}
const head = { shop: '星月茶会', place: '徐汇日月光店', zone: 'Asia/Shanghai' }

describe('text for printers', () => {
  // 中 is D6 D0 and 文 CE C4 in GB2312; ￥ is A3 A4.
  it('is GB18030', () => expect(hex(encode('A中文¥'))).toBe('41 d6 d0 ce c4 a3 a4'))
  it('asks instead of sending what the printer cannot know', () => expect(hex(encode('😀\n'))).toBe('3f 20'))
  it('counts two columns for a Chinese character', () => expect(width('中a')).toBe(3))
  it('breaks where the paper ends', () => expect(wrap('月光乌龙奶茶', 8)).toEqual(['月光乌龙', '奶茶']))
  it('sets left and right', () => expect(pair('应付', '1.00', 12)).toEqual(['应付    1.00']))
  it('gives a long left part its own lines', () => expect(pair('月光乌龙奶茶', '44.00', 12)).toEqual(['月光乌龙奶茶', '       44.00']))
})

describe('the slip', () => {
  const parts = slipOf(sale, head, { count: 1, at: '2026-11-22T08:02:00Z' })
  const texts = parts.map(p => (p.kind === 'pair' ? `${p.left}|${p.right}` : p.kind === 'text' ? p.text : p.kind === 'code' ? p.text : '-'))
  it('says what was sold, what was taken off, how it was paid, and masks the name', () => expect(texts).toEqual([
    '补打 第1次 16:02', '星月茶会', '徐汇日月光店', '-', '单号|XH02-k7m2q9-261122-0090', '2026-11-22 15:46|陈佳怡', '-', '月光乌龙奶茶 ×2|44.00', '大杯 少冰', '-', '原价|44.00', '银卡9.5折|-2.20', '应付|41.80',
    '储值支付|20.00', '现金|50.00', '找零|28.20', '-', '会员 林*雯|银卡', '本单积分|+501', '积分余额|4,298', '储值余额|0.00', '-', 'ord_1', '退货时扫此码', '谢谢光临',
  ]))
  it('carries a claim code without a member, and none before the server knows the sale', () => {
    const guest = { ...sale, member: undefined }
    expect(slipOf(guest, head).some(p => p.kind === 'code')).toBe(true)
    expect(slipOf({ ...guest, id: undefined, state: 'waiting' }, head).some(p => p.kind === 'code')).toBe(false)
  })
  it('is marked in practice', () => expect(slipOf({ ...sale, isPractice: true }, head)[0]).toMatchObject({ text: '练习，不是凭证', isInverted: true }))
})

describe('bytes', () => {
  it('are these for a small slip', () => {
    const bytes = escpos([
      { kind: 'text', text: '补打', align: 'centre', isInverted: true }, { kind: 'rule' }, { kind: 'pair', left: '应付', right: '1.00', isBold: true, isBig: true }, { kind: 'code', text: 'o1' },
    ], 58)
    expect(hex(bytes)).toBe([
      '1b 40 1c 26', // reset, Chinese on
      '1b 61 01 1b 45 00 1d 21 00 1d 42 01 20 b2 b9 b4 f2 20 0a 1b 45 00 1d 21 00 1d 42 00 1b 61 00', // centred, inverted, « 补打 », all off
      Array(32).fill('2d').join(' ') + ' 0a', // 32 columns
      '1b 45 01 d3 a6 b8 b6 ' + Array(20).fill('20').join(' ') + ' 1d 21 11 31 2e 30 30 1d 21 00 0a 1b 45 00', // 4 + 20 + 2 × 4 columns
      '1b 61 01 1d 28 6b 04 00 31 41 32 00 1d 28 6b 03 00 31 43 06 1d 28 6b 03 00 31 45 31 1d 28 6b 05 00 31 50 30 6f 31 1d 28 6b 03 00 31 51 30 0a 1b 61 00', // the code
      '1b 64 04 1d 56 42 00', // feed and cut
    ].join(' '))
  })
  it('fill 48 columns on wide paper', () => expect(hex(escpos([{ kind: 'rule' }], 80)).split('2d')).toHaveLength(49))
})

it('sums a shift from what the till took: practice and refused sales do not count', () => {
  const sums = sumShift([sale, { ...sale, member: undefined, payment: { kind: 'wechat', minor: 4180 }, valueMinor: 0, undone: [{ kind: 'void', minor: 4180 }], state: 'waiting', earned: undefined }, { ...sale, isPractice: true }, { ...sale, state: 'refused' }, { ...sale, at: '2026-11-21T00:00:00Z' }], '2026-11-22T00:00:00Z')
  // two sales: list 88.00, paid 83.60, saved 4.40; stored value 20.00; cash 21.80 and WeChat 41.80
  expect(sums).toEqual({ count: 2, members: 1, startMinor: 8800, savedMinor: 440, payMinor: 8360, valueMinor: 2000, points: 0, earned: 501, byTender: [{ kind: 'wechat', count: 1, minor: 4180 }, { kind: 'cash', count: 1, minor: 2180 }], undone: { count: 1, minor: 4180 }, waiting: 1, refused: 1 })
})
