// The hand-over as a list of parts: the server's report of a shift, or what this page took itself where it stands at no till and in practice.
import type { Schemas } from '@shared/api/client'
import { money } from '@shared/format/format'
import { say, type Pair, type Values } from '@shared/i18n/texts'
import { shiftTexts } from './shiftTexts'
import { slipTexts } from './slipTexts'
import { tender, type Sale, type SlipPart } from './slip'

export type Report = Schemas['ShiftView']
export interface ShiftHead { shop: string; place: string; who: string; zone?: string }
export interface Unsent { count: number; minor: number; cashMinor: number }

export interface ShiftSums { count: number; members: number; startMinor: number; savedMinor: number; payMinor: number; valueMinor: number; points: number; earned: number; byTender: { kind: string; count: number; minor: number }[]; undone: { count: number; minor: number }; waiting: number; refused: number }

export function sumShift(sales: readonly Sale[], since: string): ShiftSums {
  const sums: ShiftSums = { count: 0, members: 0, startMinor: 0, savedMinor: 0, payMinor: 0, valueMinor: 0, points: 0, earned: 0, byTender: [], undone: { count: 0, minor: 0 }, waiting: 0, refused: 0 }
  for (const sale of sales) {
    if (sale.at < since || sale.isPractice) continue
    if (sale.state === 'refused') { sums.refused++; continue }
    if (sale.state === 'asked') continue
    sums.count++
    if (sale.member) sums.members++
    if (sale.state === 'waiting') sums.waiting++
    sums.startMinor += sale.startMinor
    sums.payMinor += sale.payMinor
    sums.savedMinor += sale.startMinor - sale.payMinor
    sums.valueMinor += sale.valueMinor
    sums.points += sale.points
    sums.earned += sale.earned ?? 0
    if (sale.payment && sale.payment.minor > 0) {
      const row = sums.byTender.find(r => r.kind === sale.payment!.kind) ?? sums.byTender[sums.byTender.push({ kind: sale.payment.kind, count: 0, minor: 0 }) - 1]!
      row.count++
      row.minor += sale.payment.minor
    }
    for (const back of sale.undone ?? []) { sums.undone.count++; sums.undone.minor += back.minor }
  }
  sums.byTender.sort((a, b) => b.minor - a.minor)
  return sums
}

/** What waits at this till and is in no report of the server yet. */
export function unsentOf(sales: readonly Sale[]): Unsent {
  const waiting = sales.filter(s => s.state === 'waiting' && !s.isPractice)
  return {
    count: waiting.length, minor: waiting.reduce((a, s) => a + s.payMinor, 0),
    cashMinor: waiting.reduce((a, s) => a + (s.payment?.kind === 'cash' ? s.payment.minor : 0), 0),
  }
}

const t = (key: keyof typeof shiftTexts, values?: Values) => say(shiftTexts[key] as Pair, values)
const bare = (minor: number) => money(minor).replace('¥', '').replace('\u2212', '-')
const number = (n: number) => (n < 0 ? '-' : '') + Math.abs(n).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',')
const time = (at: string, zone?: string) => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }).format(new Date(at)).slice(5)
const row = (left: string, right: string, isBold = false): SlipPart => ({ kind: 'pair', left, right, ...(isBold && { isBold }) })
const rule: SlipPart = { kind: 'rule' }
const known = ['untold', 'points'] as const
const way = (kind: string) => (known.includes(kind as 'untold') ? t(kind as 'untold') : tender(kind))

function headOf(head: ShiftHead, again?: { count: number; at: string }): SlipPart[] {
  return [
    ...(again ? [{ kind: 'text', text: say(slipTexts.again, { n: again.count, at: time(again.at, head.zone).slice(-5) }), align: 'centre', isInverted: true } as SlipPart] : []),
    { kind: 'text', text: t('title'), align: 'centre', isBold: true, isBig: true }, { kind: 'text', text: `${head.shop} ${head.place}`.trim(), align: 'centre' }, rule,
  ]
}

/** The server's report: what was sold, given back and taken in, and what should lie in the drawer. Sales that wait here are named apart: they are in no figure above. */
export function reportParts(report: Report, head: ShiftHead, unsent: Unsent, again?: { count: number; at: string }): SlipPart[] {
  const s = report.sums
  const n = (sum: { documents: number; minor: number }) => t('n', { n: sum.documents })
  const sums = ([['sales', s.sales], ['refunds', s.refunds], ['voids', s.voids], ['topUps', s.topUps], ['cards', s.cards], ['paidBack', s.paidBack]] as const)
    .filter(([key, sum]) => key === 'sales' || sum.documents > 0).map(([key, sum]) => row(`${t(key)} ${n(sum)}`, bare(sum.minor)))
  const values: [Parameters<typeof t>[0], number, string][] = [
    ['given', s.pointsGiven, number(s.pointsGiven)], ['spent', s.pointsSpent, number(s.pointsSpent)], ['takenBack', s.pointsTakenBack, number(s.pointsTakenBack)], ['returned', s.pointsReturned, number(s.pointsReturned)],
    ['valueUsed', s.storedValueUsedMinor, bare(s.storedValueUsedMinor)], ['valueBack', s.storedValueReturnedMinor, bare(s.storedValueReturnedMinor)], ['bonus', s.bonusMinor, bare(s.bonusMinor)],
    ['couponsUsed', s.couponsUsed, number(s.couponsUsed)], ['couponsBack', s.couponsReturned, number(s.couponsReturned)],
  ]
  const total = s.tenders.reduce((sum, x) => sum + x.amountMinor, 0)
  return [
    ...headOf(head, again),
    row(t('from'), time(report.openedAt as unknown as string, head.zone)), row(t('to'), report.closedAt ? time(report.closedAt as unknown as string, head.zone) : t('stillOpen')), row(t('openedBy'), report.openedByName ?? head.who), ...(report.closedByName && report.closedByName !== report.openedByName ? [row(t('closedBy'), report.closedByName)] : []), rule,
    ...sums, rule,
    ...s.tenders.map(x => row(way(x.kind), bare(x.amountMinor))), row(t('total'), bare(total), true), rule,
    ...values.filter(([key, figure]) => key === 'given' || figure !== 0).map(([key, , shown]) => row(t(key), shown)), rule,
    row(t('opening'), bare(report.openingCashMinor)), row(t('expected'), bare(report.expectedCashMinor), true),
    ...(report.countedCashMinor != null ? [row(t('counted'), bare(report.countedCashMinor)), row(t('difference'), bare(report.differenceMinor ?? 0), true)] : []),
    ...(report.early ? [row(`${t('early')} ${t('n', { n: report.early.documents })}`, bare(report.early.sales.minor + report.early.refunds.minor + report.early.voids.minor))] : []),
    ...(report.late ? [row(`${t('late')} ${t('n', { n: report.late.documents })}`, bare(report.late.sales.minor + report.late.refunds.minor + report.late.voids.minor))] : []),
    ...unsentParts(unsent),
  ]
}

function unsentParts(unsent: Unsent): SlipPart[] {
  if (unsent.count === 0) return []
  return [rule, row(`${t('unsent')} ${t('n', { n: unsent.count })}`, bare(unsent.minor), true), row(t('unsentCash'), bare(unsent.cashMinor)), { kind: 'text', text: t('unsentSays') }]
}

/** What this page took itself. */
export function localParts(sums: ShiftSums, head: ShiftHead & { since: string }): SlipPart[] {
  return [
    ...headOf(head), row(t('from'), time(head.since, head.zone)), row(t('who'), head.who), rule,
    row(`${t('sales')} ${t('n', { n: sums.count })}`, bare(sums.payMinor), true), row(t('ofMembers'), t('n', { n: sums.members })), row(t('saved'), bare(-sums.savedMinor)),
    ...(sums.valueMinor > 0 ? [row(tender('storedValue'), bare(sums.valueMinor))] : []), rule,
    ...sums.byTender.map(r => row(`${tender(r.kind)} ${t('n', { n: r.count })}`, bare(r.minor))), row(t('total'), bare(sums.byTender.reduce((a, r) => a + r.minor, 0)), true),
    row(`${t('undone')} ${t('n', { n: sums.undone.count })}`, bare(-sums.undone.minor)), rule,
    row(t('given'), number(sums.earned)), row(t('spent'), number(sums.points)),
    ...(sums.waiting > 0 ? [row(t('unsent'), t('n', { n: sums.waiting }))] : []), ...(sums.refused > 0 ? [row(t('refused'), t('n', { n: sums.refused }), true)] : []),
  ]
}
