// What the till asks of a shop: the server's shapes, whoever answers. The live one asks the API; the practice one is a sample inside the page.
import type { Schemas } from '@shared/api/client'
import { offMinor, type Basket } from './basket'

export type Quote = Schemas['QuoteView']
export type Purchase = Schemas['PurchaseView']
export type Fact = Schemas['FactView']
export type Coupon = Schemas['CouponView']
export type Payment = Schemas['PaymentBody']
/** What waits for another person because it is above the limits of tills. */
export type Waits = Schemas['ApprovalView']
export const isWaiting = (answer: unknown): answer is Waits => typeof answer === 'object' && answer !== null && 'inputHash' in answer

/** A member as the till shows it; kept as the last known when the server is away. */
export interface TillMember {
  id: string
  name: string
  phone: string
  tier: { id: string; name: string; rank: number }
  points: number
  valueMinor: number
  growth: number
  coupons: Coupon[]
  /** Points by their last day, the first to go first. */
  lots: { id: string; through?: string; left: number }[]
  /** What the server says of the tier and of what comes next. */
  notes: string[]
  problem?: string
  asOf: string
}

/** What the clerk chose beside the basket. */
export interface Wish {
  memberId?: string
  /** Coupons by hand; null lets the server choose the best. */
  coupons: string[] | null
  points: number | 'most'
  value: number | 'most'
}

export interface Commit { token: string; source: string; number: string; payments: Payment[] }
export interface Back { source: string; number: string; units?: { line: number; quantity: number }[] }

export interface Shop {
  find(text: string): Promise<TillMember[]>
  load(id: string): Promise<TillMember>
  quote(basket: Basket, wish: Wish): Promise<Quote>
  commit(commit: Commit, key: string): Promise<Purchase>
  purchase(id: string): Promise<Purchase>
  voidAll(id: string, back: Back, key: string): Promise<Fact | Waits>
  refund(id: string, back: Back, key: string): Promise<Fact | Waits>
  claim(id: string, memberId: string, key: string): Promise<Purchase>
}

export const linesOf = (basket: Basket): Schemas['BasketLineBody'][] =>
  basket.lines.map(line => [line, line.article, line.quantity] as const).map(([line, article, quantity]) => ({
    sku: article.sku, quantity, listMinor: article.priceMinor * quantity, ...(offMinor(line) > 0 && { discountMinor: offMinor(line) }),
    ...(article.category && { category: article.category }), ...(article.kind === 'fee' && { kind: 'fee' as const }),
    ...(article.taxRate && { taxRate: article.taxRate }), ...(article.discountable === false && { discountable: false }),
  })) as Schemas['BasketLineBody'][]
