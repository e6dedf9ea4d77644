// Words for what the programme file writes: windows, conditions, lengths, reviews. The texts of this folder in, a sentence out.
import { count, discount, money, share } from '@shared/format/format'
import type { useTexts } from '@shared/i18n/texts'
import { isZh } from '@shared/i18n/locale'
import { currency } from '../../shop'
import { asMap, asText, isMoney, lengthOf, paidOf, shareOf, timesOf, windowOf, type Leaf, type Map, type Node, type Review } from './program'
import texts from './texts'

export type Say = ReturnType<typeof useTexts<typeof texts>>

const unit = (t: Say, word: string) => t(word === 'month' ? 'month' : word === 'year' ? 'year' : word === 'minute' ? 'minute' : 'day')

export function windowText(t: Say, written: string | undefined): string {
  if (written === undefined) return ''
  const w = windowOf(written)
  const inUnit = w.unit === 'month' ? t('inMonth') : w.unit === 'quarter' ? t('inQuarter') : w.unit === 'half' ? t('inHalf') : t('inYear')
  if (w.kind === 'rolling') return t('rolling', { n: w.n, unit: unit(t, w.unit) })
  if (w.kind === 'calendar') return t('calendar', { unit: inUnit })
  if (w.kind === 'previous') return t('previous', { unit: inUnit })
  return w.kind === 'lifetime' ? t('lifetime') : w.kind === 'since tier start' ? t('sinceTier') : w.kind === 'since joining' ? t('sinceJoining') : written
}

export const windowChoices = (t: Say) => ['rolling 3 months', 'rolling 6 months', 'rolling 12 months', 'rolling 24 months', 'calendar month', 'calendar quarter', 'calendar year', 'lifetime'].map(value => ({ value, text: windowText(t, value) }))

export function lengthText(t: Say, written: string): string {
  if (written === 'none') return t('graceNone')
  const length = lengthOf(written)
  return length ? (isZh.value ? `${length.n} ${unit(t, length.unit)}` : `${length.n} ${length.n === 1 ? unit(t, length.unit).replace(/s$/, '') : unit(t, length.unit)}`) : written
}

/** Written money as the shop reads it: 600 → ¥600, 19.90 → ¥19.90. */
export function moneyText(written: string): string {
  if (!/^\d+(\.\d+)?$/.test(written)) return written
  const minor = Math.round(Number(written) * 100)
  return money(minor, currency.value, { whole: minor % 100 === 0 })
}

/** The same with its cents, for columns of money. */
export const exactText = (written: string) => (/^\d+(\.\d+)?$/.test(written) ? money(Math.round(Number(written) * 100), currency.value) : written)

export const valueText = (leaf: Leaf) => (isMoney(leaf) ? moneyText(leaf.value) : /^\d+$/.test(leaf.value) ? count(Number(leaf.value)) : leaf.value)
export const metricText = (t: Say, leaf: Leaf) => (leaf.metric === 'behaviour' ? t('behaviour', { of: leaf.of ?? '' }) : t(leaf.metric))

export function discountText(t: Say, written: string): string {
  const paid = paidOf(written)
  if (paid === undefined) return written
  if (paid === 10_000) return t('none')
  return discount(paid)
}

export const timesText = (t: Say, written: string) => (Number.isFinite(timesOf(written)) ? t('times', { n: String(timesOf(written)) }) : written)
export const shareText = (written: string) => { const found = shareOf(written); return found === undefined ? written : share(found, found % 100 === 0 ? 0 : 1) }

/** When a review is held and where a miss leads, in one sentence. */
export function fallText(t: Say, review: Review, ladder: Node | undefined): string {
  const moment = asText(review.node.moment)
  const yearly = /^yearly (.+)$/.exec(moment)
  const monthly = /^monthly (\d+)$/.exec(moment)
  const when = yearly ? t('everyYear', { on: yearly[1]! }) : monthly ? t('monthly', { on: monthly[1]! }) : moment === 'tier anniversary' ? t('tierAnniversary') : moment === 'join anniversary' ? t('joinAnniversary') : t('reviewAt', { moment })
  if (asText(review.node.does) === 'warn') return [when, t('failing', { n: asText(review.node.failures, '1'), then: asText(review.node.fallsAfterWarning) === 'yes' ? t('thenFall') : t('thenWarn') })].join(isZh.value ? '；' : '; ')
  const to = t(asText(review.node.fallTo, 'oneLevel') as 'oneLevel' | 'earned' | 'base')
  const limit = asText(asMap(ladder).fallLimit, 'twelveMonths')
  const fall = `${t(asText(review.node.grace, '1 month') === 'none' ? 'noGrace' : 'graceThen')}${isZh.value ? '' : ' '}${to}`
  return [when, fall, limit === 'twelveMonths' ? t('once12') : limit === 'calendarYear' ? t('onceYear') : ''].filter(Boolean).join(isZh.value ? '；' : '; ')
}

/** A benefit in a cell of the ladder. */
export function benefitText(t: Say, node: Map, name: string): string {
  if (asText(node.type) === 'discount' && node.discount !== undefined) return discountText(t, asText(node.discount))
  return name
}
