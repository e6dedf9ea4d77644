// Prices while the server is away: list prices less the standing discount of the last tier known. Nothing is spent; the server decides the points by the day it happened.
import { lineMinor, type Basket } from './basket'

/** The standing discount of a tier, as the comparison of the programme tells it. */
export interface TierTerms { id: string; name: string; rank: number; /** Ten-thousandths that are paid. */ paid: number }

/** 9.5折 and 95折 are 9500 of 10000; anything else tells no rate. */
export function paidOf(text: string): number | undefined {
  const found = /^(\d{1,3}(?:\.\d{1,2})?)\s*折$/.exec(text.trim())
  if (!found) return undefined
  const value = Number(found[1])
  const paid = Math.round(value < 10 ? value * 1000 : value * 100)
  return paid > 0 && paid <= 10000 ? paid : undefined
}

export interface OfflinePrice { startMinor: number; savedMinor: number; baseMinor: number; netMinor: number; lines: { listMinor: number; netMinor: number; savedMinor: number }[] }

const halfUp = (value: number, rate: number) => Math.floor((value * rate + 5000) / 10000)

/** The saving is rounded once over the lines it touches and spread by largest remainder, ties to the earlier line. */
export function offlinePrice(basket: Basket, paid: number): OfflinePrice {
  const lists = basket.lines.map(lineMinor)
  const touched = basket.lines.map((l, i) => (l.article.discountable === false || (l.article.kind ?? 'goods') !== 'goods' ? 0 : lists[i]!))
  const baseMinor = touched.reduce((a, b) => a + b, 0)
  const savedMinor = halfUp(baseMinor, 10000 - paid)
  const parts = prorate(savedMinor, touched)
  const startMinor = lists.reduce((a, b) => a + b, 0)
  return { startMinor, savedMinor, baseMinor, netMinor: startMinor - savedMinor, lines: lists.map((listMinor, i) => ({ listMinor, savedMinor: parts[i]!, netMinor: listMinor - parts[i]! })) }
}

/** Largest remainder; the parts sum to the whole. */
export function prorate(whole: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0)
  if (sum === 0) return weights.map(() => 0)
  const parts = weights.map(w => Math.floor((whole * w) / sum))
  const order = weights.map((w, i) => ({ i, rest: (whole * w) % sum })).sort((a, b) => b.rest - a.rest || a.i - b.i)
  for (let left = whole - parts.reduce((a, b) => a + b, 0), k = 0; left > 0; left--, k++) parts[order[k]!.i]!++
  return parts
}

/** What k more of n units take of a stored part, when some went before: parts sum to the whole in any order (semantics, proration). */
export function unitsPart(part: number, units: number, before: number, more: number): number {
  return Math.floor((part * (before + more)) / units) - Math.floor((part * before) / units)
}
