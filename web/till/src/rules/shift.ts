// What a till took since the last hand-over, from its own records.
import type { Sale } from './slip'

export interface ShiftSums { count: number; members: number; startMinor: number; savedMinor: number; payMinor: number; valueMinor: number; points: number; earned: number; byTender: { kind: string; count: number; minor: number }[]; undone: { count: number; minor: number }; waiting: number; refused: number }

export function sumShift(sales: readonly Sale[], since: string): ShiftSums {
  const sums: ShiftSums = { count: 0, members: 0, startMinor: 0, savedMinor: 0, payMinor: 0, valueMinor: 0, points: 0, earned: 0, byTender: [], undone: { count: 0, minor: 0 }, waiting: 0, refused: 0 }
  for (const sale of sales) {
    if (sale.at < since || sale.isPractice) continue
    if (sale.state === 'refused') { sums.refused++; continue }
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
