import { expect, it } from 'vitest'
import { money } from '@shared/format/format'
import { empty, put } from './basket'
import { practiceGoods, practiceQuote, PracticeShop } from './practice'

// The arithmetic of the picture, worked by hand in its README.
const [moon, , , , latte, matcha, gift, bag] = practiceGoods()
const basket = [moon!, moon!, latte!, matcha!, gift!, bag!].reduce((b, a) => put(b, a), empty)

it('prices the sample basket as it was worked by hand: 122.70, 86.40 of it stored value, 36.30 to collect', async () => {
  const [member] = await new PracticeShop().find('2719')
  const q = practiceQuote(basket, { memberId: member!.id, coupons: null, points: 2000, value: 'most' }, member)
  expect(q.price.startMinor).toBe(17300)
  expect(q.price.deductions.map(d => d.amountMinor)).toEqual([510, 1020, 1500, 2000])
  expect([q.price.payMinor, q.price.storedValueMinor, q.price.toPayMinor].map(m => money(m))).toEqual(['¥122.70', '¥86.40', '¥36.30'])
  expect(money(q.price.startMinor - q.price.payMinor)).toBe('¥50.30')
  expect([q.willEarn, q.earns!.values.balance, q.willGrow]).toEqual([1436, 4298, 119])
  // 20.00 over 37.73 + 22.30 + 27.44 + 52.18 by largest remainder, as the picture's panel splits it
  expect(q.price.lines.map(l => l.savings.find(s => s.id === 'points')?.amountMinor ?? 0)).toEqual([541, 319, 393, 747, 0])
  expect(q.price.notApplied.map(n => n.reason.text)).toEqual(['与上一张只能用一张', '还差 ¥45.30（可用金额 ¥154.70）', '仅周三可用', expect.stringMatching(/^\d\d-\d\d 起可用$/)])
  expect(q.price.deductions.at(-1)!.reason.text).toBe('最多 2,800 分：¥142.70 的 20%，按百分取整')
  expect(q.price.receipt[0]!.text).toBe('本金 ¥78.55 + 赠送 ¥7.85，付后余额 ¥0.00')
})

it('keeps its dates ahead of today, however old the page grows', async () => {
  const [member] = await new PracticeShop().find('2719')
  const today = new Date().toISOString().slice(0, 10)
  expect([...member!.lots, ...member!.coupons].filter(x => x.through! <= today)).toEqual([])
})

it('gives a guest no tier price and no points', () => {
  const q = practiceQuote(basket, { coupons: null, points: 'most', value: 'most' })
  expect(q.price.deductions.map(d => d.id)).toEqual(['gift'])
  expect(q.willEarn).toBeUndefined()
})

it('gives back by line what was paid for it, in parts that sum to the whole', async () => {
  const shop = new PracticeShop()
  await shop.quote(put(put(empty, moon!), moon!), { coupons: null, points: 0, value: 0 })
  const sale = await shop.commit({ token: 'practice', source: 's', number: 'n', payments: [] })
  const one = await shop.refund(sale.id, { source: 's', number: 'r', units: [{ line: 0, quantity: 1 }] })
  expect(one.gave!.amountMinor).toBe(2200)
  expect((await shop.voidAll(sale.id)).gave!.amountMinor).toBe(2200)
  await expect(shop.voidAll(sale.id)).rejects.toThrow()
})
