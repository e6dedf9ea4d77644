// A slip as a list of parts, for the print page and the printer alike, so that both say the same.
import { money } from '@shared/format/format'
import { say, type Pair, type Values } from '@shared/i18n/texts'
import { maskedName } from './number'
import { slipTexts } from './slipTexts'

export type SlipPart =
  | { kind: 'text'; text: string; align?: 'centre'; isBold?: boolean; isBig?: boolean; isInverted?: boolean; isIndented?: boolean }
  | { kind: 'pair'; left: string; right: string; isBold?: boolean; isBig?: boolean }
  | { kind: 'rule' }
  | { kind: 'code'; text: string }

/** A sale as this till keeps it, for slips, the hand-over and what comes after. */
export interface Sale {
  number: string
  id?: string
  at: string
  /** Waiting: taken and not answered yet. Asked: another person must approve it, nothing is recorded. */
  state: 'recorded' | 'waiting' | 'asked' | 'refused'
  isPractice?: boolean
  clerk: string
  lines: { name: string; note?: string; quantity: number; listMinor: number }[]
  startMinor: number
  deductions: { name: string; minor: number }[]
  payMinor: number
  points: number
  valueMinor: number
  payment?: { kind: string; minor: number; givenMinor?: number }
  member?: { id: string; name: string; tier: string }
  earned?: number
  balance?: number
  valueLeftMinor?: number
  says: string[]
  prints: number
  undone?: { kind: 'void' | 'refund'; minor: number }[]
  /** What the server said at sync that differs from what the till had told. */
  difference?: string
}

export interface SlipHead { shop: string; place: string; zone?: string }

const bare = (minor: number) => money(minor).replace('¥', '').replace('\u2212', '-')
const time = (at: string, zone?: string) => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }).format(new Date(at))
const t = (key: keyof typeof slipTexts, values?: Values) => say(slipTexts[key] as Pair, values)
export const tender = (kind: string) => (kind in slipTexts ? t(kind as keyof typeof slipTexts) : kind)

/** The slip of a sale. `again` is the count of a re-print, with its time. */
export function slipOf(sale: Sale, head: SlipHead, again?: { count: number; at: string }): SlipPart[] {
  const parts: SlipPart[] = []
  if (sale.isPractice) parts.push({ kind: 'text', text: t('practice'), align: 'centre', isInverted: true })
  if (sale.state === 'asked' || sale.state === 'refused') parts.push({ kind: 'text', text: t('notRecorded'), align: 'centre', isInverted: true })
  if (again) parts.push({ kind: 'text', text: t('again', { n: again.count, at: time(again.at, head.zone).slice(11) }), align: 'centre', isInverted: true })
  parts.push({ kind: 'text', text: head.shop, align: 'centre', isBold: true, isBig: true }, { kind: 'text', text: head.place, align: 'centre' }, { kind: 'rule' })
  parts.push({ kind: 'pair', left: t('number'), right: sale.number }, { kind: 'pair', left: time(sale.at, head.zone), right: sale.clerk }, { kind: 'rule' })
  for (const line of sale.lines) {
    parts.push({ kind: 'pair', left: `${line.name} ×${line.quantity}`, right: bare(line.listMinor) })
    if (line.note) parts.push({ kind: 'text', text: line.note.replaceAll('·', ' '), isIndented: true })
  }
  parts.push({ kind: 'rule' })
  if (sale.deductions.length > 0) {
    parts.push({ kind: 'pair', left: t('start'), right: bare(sale.startMinor) })
    for (const d of sale.deductions) parts.push({ kind: 'pair', left: d.name, right: bare(-d.minor) })
  }
  parts.push({ kind: 'pair', left: t('pay'), right: bare(sale.payMinor), isBold: true, isBig: true })
  if (sale.valueMinor > 0) parts.push({ kind: 'pair', left: t('storedValue'), right: bare(sale.valueMinor) })
  if (sale.payment && sale.payment.minor > 0) {
    const { kind, minor, givenMinor } = sale.payment
    parts.push({ kind: 'pair', left: tender(kind), right: bare(givenMinor ?? minor) })
    if (givenMinor !== undefined && givenMinor > minor) parts.push({ kind: 'pair', left: t('change'), right: bare(givenMinor - minor) })
  }
  for (const u of sale.undone ?? []) parts.push({ kind: 'pair', left: t(u.kind), right: bare(-u.minor), isBold: true })
  parts.push({ kind: 'rule' })
  return [...parts, ...(sale.member ? memberParts(sale) : guestParts(sale)), { kind: 'text', text: t('thanks'), align: 'centre' }]
}

function memberParts(sale: Sale): SlipPart[] {
  const parts: SlipPart[] = [{ kind: 'pair', left: t('member', { name: maskedName(sale.member!.name) }), right: sale.member!.tier }]
  if (sale.state === 'waiting') return [...parts, { kind: 'text', text: t('later') }, { kind: 'rule' }]
  if (sale.earned !== undefined) parts.push({ kind: 'pair', left: t('earned'), right: (sale.earned >= 0 ? '+' : '') + bareCount(sale.earned), isBold: true })
  if (sale.balance !== undefined) parts.push({ kind: 'pair', left: t('balance'), right: bareCount(sale.balance) })
  if (sale.valueLeftMinor !== undefined) parts.push({ kind: 'pair', left: t('valueLeft'), right: bare(sale.valueLeftMinor) })
  for (const text of sale.says) parts.push({ kind: 'text', text })
  parts.push({ kind: 'rule' })
  if (sale.id) parts.push({ kind: 'code', text: sale.id }, { kind: 'text', text: t('scanToReturn'), align: 'centre' })
  return parts
}

/** Without a member the code claims the points later; it exists once the server has the sale. */
function guestParts(sale: Sale): SlipPart[] {
  if (!sale.id) return sale.state === 'waiting' ? [{ kind: 'text', text: t('claimLater'), align: 'centre' }] : []
  return [{ kind: 'code', text: sale.id }, { kind: 'text', text: t('claim'), align: 'centre', isBold: true }, { kind: 'text', text: t('claimOnce'), align: 'centre' }]
}

const bareCount = (n: number) => n.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',')
