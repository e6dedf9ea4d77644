// What a kind of coupon says in a few words.
import { count, discount, money } from '@shared/format/format'
import type { Values } from '@shared/i18n/texts'
import { lengthOf } from '../rules/program'
import { asList, asText, minorOf, paidOf, type CouponKind } from './programme'
import type texts from './texts'

type Say = (key: keyof typeof texts & string, values?: Values) => string

/** 满 ¥30 减 ¥8, 9.5折, or that it is written off at the counter. */
export function savingSays(kind: CouponKind, currency: string, t: Say): string {
  const saving = kind.saving
  if (kind.node.saving === undefined) return t('atCounter')
  const least = minorOf(saving.atLeast)
  const whole = (minor: number) => money(minor, currency, { whole: minor % 100 === 0 })
  const from = (off: string) => (least ? t('fromAmount', { amount: whole(least), off }).trim() : off)
  const [amount, price, paid] = [minorOf(saving.amount), minorOf(saving.price), saving.discount === undefined ? undefined : paidOf(asText(saving.discount))]
  if (amount !== undefined) return from(t('amountOff', { amount: whole(amount) }))
  if (paid !== undefined) return from(discount(paid))
  if (price !== undefined) return from(t('newPrice', { amount: whole(price) }))
  if (saving.buyGet !== undefined) return from(t('buyGetKind'))
  return asList(saving.steps).length ? t('steps', { n: asList(saving.steps).length }) : least ? t('fromAmount', { amount: whole(least), off: '' }).trim() : '–'
}

/** 已用 84 · 待用 3 · 过期 215: what stands at the end of a bar of the chart; what is nothing is left out. */
export const tallySays = (tally: { used: number; open: number; expired: number }, t: Say) => (['used', 'open', 'expired'] as const).filter(k => tally[k] !== 0).map(k => `${t(k)} ${count(tally[k])}`).join(' · ')

/** 30 天, 至 2026-12-31, 不过期. */
export function holdsFor(kind: CouponKind, t: Say): string {
  const [lasts, through] = [asText(kind.node.lasts, 'none'), asText(kind.node.through)]
  const found = lengthOf(lasts)
  const parts = [found ? t(({ day: 'daysLong', month: 'monthsLong', year: 'yearsLong' } as const)[found.unit as 'day'] ?? 'daysLong', { n: found.n }) : '', through ? t('untilDay', { day: through }) : ''].filter(p => p !== '')
  return parts.length ? parts.join(' ') : t('noEnd')
}

/** 2 张，每月. */
export function limitSays(kind: CouponKind, t: Say): string {
  const most = Number(asText(kind.node.perMember, '1'))
  const period = asText(kind.node.period, 'lifetime')
  return most === 0 ? t('noLimit') : t('eachOf', { n: count(most), period: t(period === 'lifetime' ? 'lifetime' : (`period_${period}` as 'period_month')) })
}
