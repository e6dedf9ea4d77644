// The practice shop: a small tea house inside the page. Nothing leaves it and nothing is kept; its rules are few and its arithmetic can be followed by hand.
import { day, money } from '@shared/format/format'
import { say, type Pair } from '@shared/i18n/texts'
import { ApiProblem } from '@shared/api/problem'
import { lineMinor, offMinor, type Article, type Basket } from './basket'
import { isMeant } from './known'
import { prorate, unitsPart } from './offline'
import type { Back, Commit, Coupon, Fact, Purchase, Quote, Shop, TillMember, Wish } from './shop'

const tea = (sku: string, name: Pair, note: Pair, priceMinor: number, initials: string, quick = true): Article => ({ sku, name: say(name), note: say(note), priceMinor, initials, quick, category: 'tea' })

export const practiceGoods = (): Article[] => [
  tea('mooncup', ['月光乌龙奶茶', 'Moonlight oolong'], ['大杯·少冰·三分糖', 'Large, less ice'], 2200, 'ygwlnc'),
  tea('jasmine', ['茉莉轻乳茶', 'Jasmine milk tea'], ['中杯', 'Medium'], 1800, 'mlqrc'),
  tea('grape', ['芝士葡萄', 'Cheese grape'], ['大杯', 'Large'], 2400, 'zspt'),
  tea('peach', ['冷泡白桃', 'Cold peach'], ['瓶', 'Bottle'], 1600, 'lpbt'),
  tea('latte', ['桂花酒酿拿铁', 'Osmanthus latte'], ['中杯·热', 'Medium, hot'], 2600, 'ghjnnt', false),
  tea('matcha', ['抹茶千层', 'Matcha mille crêpe'], ['切件', 'Slice'], 3200, 'mcqc', false),
  { sku: 'giftbox', name: say(['冷泡茶礼盒', 'Cold brew gift box']), note: say(['6 包·限时 8.5折', '6 bags, 15% off for now']), priceMinor: 6800, initials: 'lpclh', category: 'gift' },
  { sku: 'coolbag', name: say(['外带保温袋', 'Cool bag']), note: say(['包材，不打折、不积分', 'No discount, no points']), priceMinor: 300, initials: 'wdbwd', kind: 'fee', discountable: false },
]

/** A day so far from today: the sample never grows old. */
const ahead = (days: number) => day(new Date(Date.now() + days * 86_400_000).toISOString())
const coupon = (id: string, name: Pair, through: string | undefined, whyNot?: Pair): Coupon => ({
  id, kind: id, name: say(name), status: 'issued', origin: 'assigned', issuedOn: ahead(-20), from: id === 'birthday' ? ahead(8) : ahead(-20), through, transferable: false,
  ...(whyNot && { whyNot: { code: 'practice', text: say(whyNot), values: {} } }),
} as Coupon)

function sampleMember(): TillMember {
  return {
    id: 'mem_practice', name: say(['林晓雯', 'Lin Xiaowen']), phone: '138 **** 2719', tier: { id: 'silver', name: say(['银卡', 'Silver']), rank: 1 }, points: 4862, valueMinor: 8640, growth: 2181,
    lots: [{ id: 'a', through: ahead(8), left: 620 }, { id: 'b', through: ahead(39), left: 1920 }, { id: 'c', through: ahead(220), left: 2322 }],
    notes: [say(['再得 819 成长值升金卡（3,000）', '819 more growth to Gold (3,000)']), say(['{on} 生日，当日积分双倍', 'Birthday on {on}, double points that day'], { on: ahead(14).slice(5) })],
    coupons: [
      coupon('tea15', ['满 100 减 15·茶饮券', '15 off 100, tea'], ahead(8)), coupon('eight', ['8 元无门槛券', '8 off'], ahead(23)), coupon('weekend', ['满 200 减 30·周末券', '30 off 200, weekend'], ahead(39)),
      coupon('wednesday', ['会员日买一送一', 'Two for one on member day'], ahead(39), ['仅周三可用', 'On Wednesdays only']), coupon('birthday', ['生日饮品买一送一', 'Birthday two for one'], ahead(39), [`${ahead(8).slice(5)} 起可用`, `From ${ahead(8).slice(5)}`]),
    ],
    asOf: new Date().toISOString(),
  }
}

const why = (pair: Pair, values: Record<string, string | number> = {}) => ({ code: 'practice', text: say(pair, values), values: {} })
const refused = (pair: Pair) => new ApiProblem({ type: 'about:blank', status: 409, code: 'practice', title: say(pair), detail: say(pair), requestId: '' })
interface Saving { id: string; name: string; origin: 'benefit' | 'promotion' | 'coupon' | 'points'; stage: 'line' | 'coupon' | 'points'; minor: number; points?: number; parts: number[]; reason: ReturnType<typeof why> }

/** Coupons take off in full; points at most a fifth of what is left, in steps of a hundred, a hundred for one yuan; stored value is ten parts principal to one bonus. */
export function practiceQuote(basket: Basket, wish: Wish, member?: TillMember): Quote {
  const lists = basket.lines.map(l => lineMinor(l) - offMinor(l))
  const at = (test: (a: Article) => boolean) => basket.lines.map((l, i) => (test(l.article) ? lists[i]! : 0))
  const sum = (parts: readonly number[]) => parts.reduce((a, b) => a + b, 0)
  const savings: Saving[] = []
  const left = () => lists.map((list, i) => list - sum(savings.map(s => s.parts[i]!)))
  const percent = (id: string, origin: Saving['origin'], name: Pair, says: Pair, base: number[], rate: number) => {
    const minor = Math.floor((sum(base) * rate + 5000) / 10000)
    if (minor > 0) savings.push({ id, name: say(name), origin, stage: 'line', minor, parts: prorate(minor, base), reason: why(says, { base: money(sum(base)) }) })
  }
  if (member) percent('silver', 'benefit', ['银卡 9.5折', 'Silver 5% off'], ['茶饮、甜点 {base} × 5%', 'Tea and sweets {base} × 5%'], at(a => a.category === 'tea' || (a.kind !== 'fee' && !a.category)), 500)
  percent('gift', 'promotion', ['礼盒限时 8.5折', 'Gift box 15% off'], ['{base} × 15%', '{base} × 15%'], at(a => a.category === 'gift'), 1500)

  const goods = () => left().map((minor, i) => (basket.lines[i]!.article.kind === 'fee' ? 0 : minor))
  const notApplied: Quote['price']['notApplied'] = []
  const not = (id: string, name: string, origin: 'coupon' | 'points' | 'storedValue', reason: ReturnType<typeof why>) => notApplied.push({ id, savingId: id, name, origin, reason } as never)
  if (member) {
    const base = sum(goods())
    const most: Record<string, [number, number]> = { tea15: [10000, 1500], eight: [0, 800], weekend: [20000, 3000] }
    const wanted = wish.coupons ?? ['tea15', 'eight']
    let isUsed = false
    for (const c of member.coupons) {
      const rule = most[c.id]
      if (!rule) not(c.id, c.name, 'coupon', why([c.whyNot!.text, c.whyNot!.text]))
      else if (base < rule[0]) not(c.id, c.name, 'coupon', why(['还差 {gap}（可用金额 {base}）', '{gap} more needed (counts {base})'], { gap: money(rule[0] - base), base: money(base) }))
      else if (wanted.includes(c.id) && isUsed) not(c.id, c.name, 'coupon', { ...why(['与上一张只能用一张', 'Only one of this and the one above']), code: 'practice.soft' })
      else if (wanted.includes(c.id) && base > 0) {
        const minor = Math.min(rule[1], base)
        isUsed = true
        savings.push({ id: c.id, name: c.name, origin: 'coupon', stage: 'coupon', minor, parts: prorate(minor, goods()), reason: why(['可用金额 {base}', 'Counts {base}'], { base: money(base) }) })
      }
    }
    const bill = sum(left())
    const most100 = Math.floor(Math.floor(bill / 5) / 100) * 100
    const points = Math.min(wish.points === 'most' ? Infinity : Math.floor(wish.points / 100) * 100, most100, Math.floor(member.points / 100) * 100, Math.floor(sum(goods()) / 100) * 100)
    if (points > 0) savings.push({ id: 'points', name: say(['积分抵现 {n} 分', '{n} points as money'], { n: points }), origin: 'points', stage: 'points', minor: points, points, parts: prorate(points, goods()), reason: why(['最多 {most} 分：{bill} 的 20%，按百分取整', 'At most {most}: 20% of {bill}, in hundreds'], { most: most100, bill: money(bill) }) })
  }
  return view(basket, wish, member, { lists, left: left(), savings, notApplied })
}

function view(basket: Basket, wish: Wish, member: TillMember | undefined, q: { lists: number[]; left: number[]; savings: Saving[]; notApplied: Quote['price']['notApplied'] }): Quote {
  const net = q.left.reduce((a, b) => a + b, 0)
  const stored = member ? Math.min(wish.value === 'most' ? Infinity : wish.value, member.valueMinor, net) : 0
  const fees = basket.lines.reduce((s, l, i) => s + (l.article.kind === 'fee' ? q.left[i]! : 0), 0)
  const earns = Math.floor(((net - fees) * 12) / 100)
  const spent = q.savings.find(s => s.points)?.points ?? 0
  const principal = Math.round((stored * 10) / 11)
  return {
    token: 'practice', expiresAt: new Date(Date.now() + 900_000).toISOString(), memberId: member?.id,
    price: {
      currency: 'CNY', startMinor: q.lists.reduce((a, b) => a + b, 0), netMinor: net, taxMinor: 0, payMinor: net, points: spent, pointsMinor: spent, pointsArePayment: false, rewardPoints: 0, storedValueMinor: stored, toPayMinor: net - stored,
      lines: basket.lines.map((l, i) => ({ sku: l.article.sku, quantity: l.quantity, startMinor: q.lists[i]!, netMinor: q.left[i]!, taxMinor: 0, payMinor: q.left[i]!, savings: q.savings.filter(s => s.parts[i]! > 0).map(s => ({ id: s.id, amountMinor: s.parts[i]! })) })),
      deductions: q.savings.map(s => ({ id: s.id, savingId: s.id, name: s.name, origin: s.origin, stage: s.stage, amountMinor: s.minor, points: s.points, reason: s.reason })),
      notApplied: q.notApplied,
      receipt: stored > 0 ? [{ text: say(['本金 {p} + 赠送 {b}，付后余额 {left}', 'Principal {p} + bonus {b}, balance after {left}'], { p: money(principal), b: money(stored - principal), left: money(member!.valueMinor - stored) }), amountMinor: -stored }] : [],
    },
    ...(member && {
      willEarn: earns, willGrow: Math.floor((net - fees) / 100), tierAfter: { id: member.tier.id, name: member.tier.name },
      earns: { ...why(['（{net} − 包材 {fees}）× 10 × 1.2 倍，舍去零头', '({net} − packaging {fees}) × 10 × 1.2, fractions dropped'], { net: money(net), fees: money(fees) }), values: { points: earns, balance: member.points - spent + earns } },
    }),
  } as unknown as Quote
}

export class PracticeShop implements Shop {
  private readonly sales = new Map<string, Purchase>()
  private readonly member = sampleMember()
  private last: Quote | undefined

  find(text: string): Promise<TillMember[]> {
    return Promise.resolve(isMeant(this.member, text) ? [this.member] : [])
  }

  load() { return Promise.resolve(this.member) }

  quote(basket: Basket, wish: Wish): Promise<Quote> {
    this.last = practiceQuote(basket, wish, wish.memberId ? this.member : undefined)
    return Promise.resolve(this.last)
  }

  commit({ source, number }: Commit): Promise<Purchase> {
    const quote = this.last!
    const earned = quote.memberId ? (quote.willEarn ?? 0) : undefined
    const purchase = {
      id: `ord_practice${this.sales.size + 1}`, source, number, occurredAt: new Date().toISOString(), memberId: quote.memberId, totalMinor: quote.price.netMinor, points: earned,
      lines: quote.price.lines.map(l => ({ sku: l.sku, quantity: l.quantity, netMinor: l.netMinor, refundedQuantity: 0, refundedMinor: 0 })), price: quote.price, reasons: [quote.earns], consequences: [],
      ...(quote.memberId && { member: { balance: this.member.points - quote.price.points + earned!, spendable: 0, pending: 0, debt: 0, growth: this.member.growth + (quote.willGrow ?? 0), tier: quote.tierAfter } }),
    } as unknown as Purchase
    this.sales.set(purchase.id, purchase)
    return Promise.resolve(purchase)
  }

  purchase(id: string): Promise<Purchase> {
    const found = this.sales.get(id)
    return found ? Promise.resolve(found) : Promise.reject(refused(['练习里没有这一单', 'There is no such sale in practice']))
  }

  async voidAll(id: string): Promise<Fact> {
    const sale = await this.purchase(id)
    return this.refund(id, { source: '', number: '', units: sale.lines.map((l, line) => ({ line, quantity: l.quantity - (l.refundedQuantity ?? 0) })).filter(u => u.quantity > 0) })
  }

  async refund(id: string, back: Back): Promise<Fact> {
    const sale = await this.purchase(id)
    const lines = (back.units ?? []).map(u => {
      const line = sale.lines[u.line]!
      const before = line.refundedQuantity ?? 0
      return { ...u, amountMinor: unitsPart(line.netMinor, line.quantity, before, u.quantity) }
    })
    const amountMinor = lines.reduce((a, l) => a + l.amountMinor, 0)
    if (amountMinor === 0) throw refused(['没有可退的了', 'Nothing is left to give back'])
    this.sales.set(id, { ...sale, lines: sale.lines.map((l, i) => { const u = lines.find(x => x.line === i); return u ? { ...l, refundedQuantity: (l.refundedQuantity ?? 0) + u.quantity, refundedMinor: (l.refundedMinor ?? 0) + u.amountMinor } : l }) })
    const points = -Math.floor(((sale.points ?? 0) * amountMinor) / Math.max(1, sale.totalMinor))
    return { occurredAt: new Date().toISOString(), recordedAt: new Date().toISOString(), points, pending: 0, growth: 0, reasons: [why(['练习：按行退回', 'Practice: given back by line'])], consequences: [], gave: { amountMinor, lines, completes: false } } as unknown as Fact
  }

  async claim(id: string): Promise<Purchase> {
    const claimed = { ...(await this.purchase(id)), memberId: this.member.id }
    this.sales.set(id, claimed)
    return claimed
  }
}
