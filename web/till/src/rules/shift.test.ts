import { describe, expect, it } from 'vitest'
import { escpos } from './escpos'
import { reportParts, unsentOf, type Report } from './shift'
import type { Sale } from './slip'

const none = { documents: 0, minor: 0 }
// 210.50 sold, 15.00 and 12.50 given back: 183.00 by tender, of which 33.00 cash; 200.00 lay in the drawer, so 233.00 is expected; 230.00 counted is 3.00 short.
const report = {
  id: 'shf_1', till: 'XH02', openedAt: '2026-11-22T01:58:00Z', openedBy: 'usr_1', closedAt: '2026-11-22T10:00:00Z', openingCashMinor: 20000, expectedCashMinor: 23300, countedCashMinor: 23000, differenceMinor: -300,
  sums: {
    documents: 5, sales: { documents: 3, minor: 21050 }, refunds: { documents: 1, minor: -1500 }, voids: { documents: 1, minor: -1250 }, topUps: none, cards: none, paidBack: none,
    tenders: [{ kind: 'cash', amountMinor: 3300 }, { kind: 'wechat', amountMinor: 15000 }], pointsGiven: 1234, pointsSpent: 0, pointsTakenBack: 20, pointsReturned: 0,
    storedValueUsedMinor: 0, storedValueReturnedMinor: 0, bonusMinor: 0, couponsUsed: 1, couponsReturned: 0, clerks: [],
  },
} as unknown as Report
const head = { shop: '星月茶会', place: '徐汇店', who: '陈佳怡', zone: 'Asia/Shanghai' }
const waiting = { number: 'a', state: 'waiting', payMinor: 1000, payment: { kind: 'cash', minor: 1000 } } as unknown as Sale
const shown = (parts: ReturnType<typeof reportParts>) => Object.fromEntries(parts.flatMap(p => (p.kind === 'pair' ? [[p.left, p.right]] : [])))

describe('the hand-over', () => {
  it('shows what the server summed and leaves out what never happened', () => {
    const rows = shown(reportParts(report, head, unsentOf([])))
    expect(rows).toEqual({
      开班: '11-22 09:58', 交班: '11-22 18:00', 开班人: '陈佳怡', '成交 3 笔': '210.50', '退货 1 笔': '-15.00', '作废 1 笔': '-12.50', 现金: '33.00', 微信支付: '150.00', 合计: '183.00', 发出积分: '1,234', 收回积分: '20', 用券张数: '1',
      备用金: '200.00', 应有现金: '233.00', 清点现金: '230.00', 差额: '-3.00',
    })
  })
  it('names sales that wait here apart, with their cash', () => {
    const rows = shown(reportParts(report, head, unsentOf([waiting, { ...waiting, state: 'recorded' }, { ...waiting, isPractice: true }])))
    expect([rows['本机待传 1 笔'], rows['其中现金'], rows['成交 3 笔']]).toEqual(['10.00', '10.00', '210.50'])
  })
  it.each([58, 80] as const)('is marked 补打 on %s mm paper when it was printed before', paper => {
    const text = (parts: ReturnType<typeof reportParts>) => new TextDecoder('gb18030').decode(escpos(parts, paper))
    expect(text(reportParts(report, head, unsentOf([])))).not.toContain('补打')
    expect(text(reportParts(report, head, unsentOf([]), { count: 1, at: '2026-11-22T10:05:00Z' }))).toContain('补打 第1次 18:05')
  })
})
