import { describe, expect, it } from 'vitest'
import { changeChosen, empty, HAND, initials, minorOf, offMinor, offTotal, pieces, put, read, readGoods, step, totalMinor, withOff, withQuantity, writeGoods, type Article } from './basket'
import { documentNumber, maskedName, newDevice, shortNumber } from './number'
import { offlinePrice, paidOf, prorate, unitsPart } from './offline'

const tea: Article = { sku: '6901', name: '月光乌龙奶茶', priceMinor: 2200, initials: 'ygwlnc' }
const cake: Article = { sku: 'cake', name: '抹茶千层', priceMinor: 3200, initials: 'mcqc' }
const bag: Article = { sku: 'bag', name: '保温袋', priceMinor: 300, kind: 'fee', discountable: false }
const goods = [tea, cake, bag]

describe('basket', () => {
  it('grows the line that has the article, and chooses it', () => {
    const two = put(put(put(empty, tea), cake), tea)
    expect(two.lines.map(l => l.quantity)).toEqual([2, 1])
    expect(two.at).toBe(two.lines[0]!.key)
    expect([totalMinor(two), pieces(two)]).toEqual([7600, 3])
  })
  it('keeps amounts typed by hand apart', () => {
    const hand = { sku: HAND, name: 'x', priceMinor: 500 }
    expect(put(put(empty, hand), hand).lines).toHaveLength(2)
  })
  it('takes a line out at zero and chooses its neighbour', () => {
    const b = put(put(put(empty, tea), cake), bag)
    const less = withQuantity(b, 2, 0)
    expect(less.lines.map(l => l.article.sku)).toEqual(['6901', 'bag'])
    expect(less.at).toBe(3)
    expect(changeChosen(less, -1).at).toBe(1)
    expect(step(less, -1).at).toBe(1)
    expect(step(step(less, 1), 1).at).toBe(3)
  })
})

// 44.00: a tenth is 4.40; 50.00 off takes the whole line and no more; 0 takes it away again.
describe('what is taken off by hand', () => {
  const two = put(put(empty, tea), tea)
  it.each([[{ share: 1000 }, 440], [{ minor: 500 }, 500], [{ minor: 5000 }, 4400], [{ minor: 0 }, 0]] as const)('takes %j off the chosen line', (off, minor) => {
    expect(offMinor(withOff(two, off).lines[0]!)).toBe(minor)
  })
  it('stays with its line when the quantity changes, and leaves others alone', () => {
    const b = put(withOff(two, { share: 1000 }), cake)
    expect([offTotal(b), offTotal(withQuantity(b, 1, 1))]).toEqual([440, 220])
  })
  it.each([['/5', { minor: 500 }], ['/12.50', { minor: 1250 }], ['/10%', { share: 1000 }], ['/0', { minor: 0 }]] as const)('reads %s', (text, off) => {
    expect(read(text, goods)).toEqual({ kind: 'off', off })
  })
  it('does not guess', () => expect(read('/tea', goods)).toEqual({ kind: 'unknown', text: '/tea' }))
})

describe('the goods field', () => {
  it.each([
    ['6901', { kind: 'articles', articles: [tea], quantity: 1 }],
    ['3*6901', { kind: 'articles', articles: [tea], quantity: 3 }],
    ['2x mcqc', { kind: 'articles', articles: [cake], quantity: 2 }],
    ['千层', { kind: 'articles', articles: [cake], quantity: 1 }],
    ['168', { kind: 'amount', minor: 16800 }],
    ['0.10', { kind: 'amount', minor: 10 }],
    ['12.5', { kind: 'amount', minor: 1250 }],
    ['13800001234', { kind: 'member', text: '13800001234' }],
    ['mem_4bsa', { kind: 'member', text: 'mem_4bsa' }],
    ['ord_01kg', { kind: 'purchase', id: 'ord_01kg' }],
    ['6909999999999', { kind: 'unknown', text: '6909999999999' }],
    ['0', { kind: 'unknown', text: '0' }],
    ['zzz', { kind: 'unknown', text: 'zzz' }],
    ['  ', { kind: 'nothing' }],
  ])('reads %s', (text, what) => expect(read(text, goods)).toEqual(what))
  it('reads yuan exactly', () => expect(['1', '1.1', '1.10', '1.101', '1e3', '-1'].map(minorOf)).toEqual([100, 110, 110, undefined, undefined, undefined]))
})

describe('the price list', () => {
  it('is read with or without a head, and says which lines are wrong', () => {
    const { goods, wrong } = readGoods('sku,name,price\n6901,月光乌龙,22.00,tea/milk,,6,1\nbag,保温袋,3,,fee\nbad,无价,x1\n')
    expect(wrong).toEqual([4])
    expect(goods).toEqual([
      { sku: '6901', name: '月光乌龙', priceMinor: 2200, initials: 'ygwl', category: 'tea/milk', taxRate: 600, quick: true },
      { sku: 'bag', name: '保温袋', priceMinor: 300, initials: 'bwd', kind: 'fee', discountable: false },
    ])
    expect(readGoods(writeGoods(goods)).goods).toEqual(goods)
  })
  it('knows the first letters of a name', () => expect(['抹茶千层', 'A4纸', '桂花酒酿拿铁'].map(initials)).toEqual(['mcqc', 'a4z', 'ghjnnt']))
})

describe('numbers and names', () => {
  it('makes a number that is unique for ever and short to say', () => {
    expect(documentNumber('XH02', 'k7m2q9', '2026-11-22', 90)).toBe('XH02-k7m2q9-261122-0090')
    expect(shortNumber('XH02-k7m2q9-261122-0090')).toBe('0090')
    expect(newDevice(b => b.fill(0))).toBe('222222')
  })
  it('masks names', () => expect(['林晓雯', '王芳', '欧阳小雯', '李', 'Jane Smith', ''].map(maskedName)).toEqual(['林*雯', '王*', '欧**雯', '*', 'J*** Smith', '']))
})

describe('prices while the server is away', () => {
  it('reads a discount in 折', () => expect(['9.5折', '95折', '8折', '无', '5% off'].map(paidOf)).toEqual([9500, 9500, 8000, undefined, undefined]))
  it('takes the tier discount off the goods alone: 102.00 at 9.5折 saves 5.10', () => {
    // 44 + 26 + 32 = 102.00 × 5 % = 5.10, spread 2.20, 1.30, 1.60; the bag stays 3.00
    const b = put(put(put(put(put(empty, tea), tea), { sku: 'c', name: 'c', priceMinor: 2600 }), cake), bag)
    const price = offlinePrice(b, 9500)
    expect(price).toMatchObject({ startMinor: 10500, savedMinor: 510, baseMinor: 10200, netMinor: 9990 })
    expect(price.lines.map(l => l.savedMinor)).toEqual([220, 130, 160, 0])
  })
  it('rounds a half up and loses no fen', () => {
    expect(prorate(10, [1, 1, 1])).toEqual([4, 3, 3])
    expect(offlinePrice(put(empty, { sku: 'a', name: 'a', priceMinor: 10 }), 9500).savedMinor).toBe(1)
  })
  it('gives back units in any order to the whole', () => {
    const parts = [unitsPart(100, 3, 0, 1), unitsPart(100, 3, 1, 1), unitsPart(100, 3, 2, 1)]
    expect(parts).toEqual([33, 33, 34])
    expect(unitsPart(100, 3, 1, 2)).toBe(67)
  })
})
