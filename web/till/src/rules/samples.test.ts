import { expect, it } from 'vitest'
import { readGoods } from './basket'
import { samples } from './samples'

it('has a price list of each template with a demo, and the till reads every line of it', () => {
  expect(Object.keys(samples)).toEqual(['fashion', 'mall', 'retail4', 'salon', 'tea-chain'])
  for (const list of Object.values(samples)) {
    const { goods, wrong } = readGoods(list)
    expect(wrong).toEqual([])
    expect(goods.length).toBe(list.split('\n').length)
    expect(goods.length).toBeGreaterThan(4)
  }
})

it('knows category, price and tax, and leaves out what is sold in some months only', () => {
  const { goods } = readGoods(samples['tea-chain']!)
  expect(goods.find(g => g.sku === 'snack-mochi')).toMatchObject({ name: '手工麻薯', priceMinor: 900, category: 'food/snack', taxRate: 1300, initials: 'sgms' })
  expect(goods.find(g => g.sku === 'milk-ginger')).toBeUndefined()
})
