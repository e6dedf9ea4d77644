import { expect, test } from 'vitest'
import { say } from '@shared/i18n/texts'
import { discountText, type Say } from '../rules/sentences'
import ruleTexts from '../rules/texts'
import { savingSays, tallySays } from './sayings'
import texts from './texts'

const t = (key: keyof typeof texts, values = {}) => say(texts[key], values, 'zh-CN')
const coupon = (discount: string) => ({ id: 'c', at: 0, node: { saving: { discount } }, saving: { discount } })

test('the end of a bar says what the bar is made of', () => expect(tallySays({ used: 1284, open: 3, expired: 215 }, t)).toBe('已用 1,284 · 待用 3 · 过期 215'))
test('what is nothing is left out', () => expect(tallySays({ used: 84, open: 0, expired: 0 }, t)).toBe('已用 84'))
test('a discount reads the same as a coupon, in the ladder and in the file', () => {
  const rules = ((key: keyof typeof ruleTexts) => say(ruleTexts[key], {}, 'zh-CN')) as Say
  for (const written of ['9.5折', '95折', '0.95', '95 %', '9.5 折']) {
    expect(savingSays(coupon(written), 'CNY', t)).toBe('9.5折')
    expect(discountText(rules, written)).toBe('9.5折')
  }
})
