// The till: what is typed, what it costs, how it is taken. One state for the page; the parts only show it and call the verbs below.
import { computed, reactive, watch } from 'vue'
import { api, take } from '@shared/api/client'
import { mintKey } from '@shared/api/keys'
import { ApiProblem } from '@shared/api/problem'
import { day } from '@shared/format/format'
import { locale } from '@shared/i18n/locale'
import { say, type Values } from '@shared/i18n/texts'
import { can, findSession, session } from '@console/session'
import { isThere, LiveShop, post, readTiers } from './live'
import * as kept from './kept'
import { changeChosen, empty, HAND, minorOf, offTotal, put, read, readGoods, step, totalMinor, withOff, withQuantity, type Article, type Basket, type Off } from './rules/basket'
import { documentNumber, newDevice, shortNumber } from './rules/number'
import { offlinePrice, type TierTerms } from './rules/offline'
import { PracticeShop, practiceGoods } from './rules/practice'
import { asking, isDue, Queue, type Settled, type Waiting } from './rules/queue'
import { isWaiting, type Coupon, type Purchase, type Quote, type Shop, type TillMember, type Waits } from './rules/shop'
import type { Sale } from './rules/slip'
import { askApproval } from './approve'
import { beginShift, readShift, shift } from './shift'
import { sound } from './sound'
import { words } from './texts'

export type PanelName = 'none' | 'why' | 'held' | 'sales' | 'sale' | 'slip' | 'shift' | 'goods' | 'settings' | 'approve'
export interface Held { at: string; basket: Basket; member?: TillMember }
export interface Settings { till: string; store: string; shop: string; place: string; paper: 58 | 80; hasSound: boolean }
export const PAYMENTS = ['wechat', 'alipay', 'cash', 'card'] as const
export type PaymentKind = (typeof PAYMENTS)[number]

const t = (key: keyof typeof words, values?: Values) => say(words[key], values)
const fresh = () => ({ coupons: null as string[] | null, points: 0 as number | 'most', value: 0 as number | 'most' })

export const till = reactive({
  isReady: false, isPractice: false, isOnline: true, awaySince: '', isBusy: false, needsSignIn: false,
  settings: { till: '', store: '', shop: '', place: '', paper: 58, hasSound: false } as Settings,
  device: '', shopName: '', template: '', areSamples: false, version: 0, tiers: [] as TierTerms[], goods: [] as Article[],
  basket: empty as Basket, member: undefined as TillMember | undefined, hits: [] as TillMember[], hitAt: 0, choices: [] as Article[], choiceAt: 0, choiceQuantity: 1,
  wish: fresh(), quote: undefined as Quote | undefined, quoteState: 'none' as 'none' | 'loading' | 'ready' | 'error',
  payment: 'wechat' as PaymentKind, given: '',
  panel: 'none' as PanelName, asked: '', saying: '', memberSays: '', isBad: false,
  queue: [] as Waiting[], held: [] as Held[], sales: [] as Sale[], last: undefined as Sale | undefined, opened: undefined as Sale | undefined, shiftSince: '',
})

const live = new LiveShop(() => till.tiers, () => ({ ...(till.settings.store && { storeId: till.settings.store }), ...(till.settings.till && { tillId: till.settings.till }) }))
let practice = new PracticeShop()
export const nameOfPlace = computed(() => till.settings.place || session.value?.place || remembered()?.place || [till.settings.store, till.settings.till].filter(Boolean).join(' · '))
export const nameOfShop = computed(() => till.settings.shop || till.shopName || 'Tessera')
export const shop = (): Shop => (till.isPractice ? practice : live)
export const isAway = computed(() => !till.isPractice && !till.isOnline)
export const clerk = computed(() => (till.isPractice ? t('practiceClerk') : (session.value?.person.name ?? remembered()?.name ?? '')).replace(/^till:/, ''))
export const known = computed(() => till.tiers.find(x => x.id === till.member?.tier.id))
export const offline = computed(() => offlinePrice(till.basket, till.member ? (known.value?.paid ?? 10000) : 10000))
export const due = computed(() => (isAway.value ? offline.value.netMinor : (till.quote?.price.toPayMinor ?? totalMinor(till.basket))))

export function tell(text: string, isBad = false) {
  till.saying = text
  till.isBad = isBad
  if (isBad) sound('wrong', till.settings.hasSound)
}

const isLater = (cause: unknown): cause is ApiProblem => cause instanceof ApiProblem && (cause.status === 0 || cause.status >= 500 || cause.status === 429)

let usual: PaymentKind = 'wechat'

function away() {
  if (!till.isOnline) return
  till.isOnline = false
  till.awaySince = new Date().toISOString()
  usual = till.payment
  till.payment = 'cash'
  till.wish = fresh()
}

// ---- quote ----
let turn = 0
let pause: ReturnType<typeof setTimeout> | undefined

/** Asks for the price of what stands there now; a late answer never replaces a newer one. */
export function requote() {
  const mine = ++turn
  clearTimeout(pause)
  if (till.basket.lines.length === 0) {
    till.quote = undefined
    till.quoteState = 'none'
    return
  }
  if (isAway.value) return void (till.quoteState = 'ready')
  till.quoteState = 'loading'
  pause = setTimeout(() => void ask(mine), 60)
}

async function ask(mine: number) {
  try {
    // A sale happens when it is priced: the shift is open by then.
    await beginShift()
    if (mine !== turn) return
    const quote = await shop().quote(till.basket, { memberId: till.member?.id, ...till.wish })
    if (mine !== turn) return
    till.quote = quote
    till.quoteState = 'ready'
  } catch (cause) {
    if (mine !== turn) return
    till.quote = undefined
    if (isLater(cause)) {
      away()
      till.quoteState = 'ready'
    } else if (cause instanceof ApiProblem) {
      till.quoteState = 'error'
      tell(cause.message, true)
    } else throw cause
  }
}

// ---- goods ----
export function add(article: Article, quantity = 1) {
  if (till.basket.lines.length === 0 && till.panel === 'slip') till.panel = 'none'
  till.basket = put(till.basket, article, quantity)
  till.choices = []
  tell('')
  sound('beep', till.settings.hasSound)
  requote()
}

export const quickGoods = computed(() => { const marked = till.goods.filter(g => g.quick); return (marked.length > 0 ? marked : till.goods).slice(0, 8) })

/** Takes what stands in the goods field. True when the field may be emptied. */
export async function takeGoods(text: string): Promise<boolean> {
  const what = read(text, till.goods)
  if (what.kind === 'amount') add({ sku: HAND, name: t('handAmount'), priceMinor: what.minor })
  else if (what.kind === 'articles' && what.articles.length === 1) add(what.articles[0]!, what.quantity)
  else if (what.kind === 'articles') {
    Object.assign(till, { choices: what.articles, choiceAt: 0, choiceQuantity: what.quantity })
    return false
  } else if (what.kind === 'off') return takeOff(what.off)
  else if (what.kind === 'member') await findMember(what.text)
  else if (what.kind === 'purchase') await openById(what.id)
  else if (what.kind === 'unknown') {
    tell(t('unknownGoods', { text: what.text }), true)
    return false
  }
  return true
}

function takeOff(off: Off): boolean {
  if (isAway.value || till.basket.lines.length === 0) {
    tell(t(isAway.value ? 'awayOff' : 'lineFirst'), true)
    return false
  }
  till.basket = withOff(till.basket, off)
  requote()
  return true
}

export function change(by: number) { till.basket = changeChosen(till.basket, by); requote() }
export function setQuantity(key: number, n: number) { till.basket = withQuantity(till.basket, key, n); requote() }
export function move(by: number) { till.basket = step(till.basket, by) }

// ---- member ----
export async function findMember(text: string): Promise<boolean> {
  const word = text.trim()
  if (word === '') return false
  till.memberSays = ''
  till.hits = []
  try {
    const found = isAway.value ? await kept.knownMembers(word) : await shop().find(word)
    return show(found, word)
  } catch (cause) {
    if (!isLater(cause)) {
      till.memberSays = cause instanceof ApiProblem && cause.status !== 400 ? cause.message : t('noMember')
      return false
    }
    away()
    return show(await kept.knownMembers(word), word)
  }
}

function show(found: TillMember[], word: string): boolean {
  if (found.length === 1) {
    setMember(found[0]!)
    return true
  }
  Object.assign(till, { hits: found.slice(0, 20), hitAt: 0 })
  till.memberSays = found.length > 1 ? t('manyMembers', { n: found.length }) : isAway.value ? t('noMemberHere') : /^[\d\s-]+$/.test(word) || word.startsWith('mem_') ? t('noMember') : t('noName')
  return false
}

/** From the list of hits: the figures follow. */
export async function choose(hit: TillMember) {
  till.hits = []
  setMember(isAway.value || till.isPractice ? hit : await shop().load(hit.id).catch(() => hit))
}

function setMember(member: TillMember) {
  till.member = member
  till.memberSays = ''
  till.wish = fresh()
  if (till.panel === 'slip') till.panel = 'none'
  if (!till.isPractice && !isAway.value) void kept.putMember(member)
  requote()
}

export function dropMember() {
  Object.assign(till, { member: undefined, hits: [], memberSays: '', wish: fresh() })
  requote()
}

// ---- wishes ----
/** Why a coupon stood aside that a clerk may still prefer. */
const soft = new Set(['price.not.notWith', 'price.not.lessThan', 'price.not.first', 'practice.soft'])

export const couponRows = computed(() => {
  const price = till.quote?.price
  return (till.member?.coupons ?? []).filter(c => c.status === 'issued' || c.status === 'returned').map(coupon => {
    const used = price?.deductions.find(d => d.origin === 'coupon' && d.id === coupon.id)
    const not = price?.notApplied.find(n => n.origin === 'coupon' && n.id === coupon.id)
    const why = not?.reason.text ?? coupon.whyNot?.text
    return { coupon, used, why, isLocked: !used && Boolean(coupon.whyNot || (not && !soft.has(not.reason.code))) }
  }).sort((a, b) => Number(Boolean(b.used)) - Number(Boolean(a.used)) || Number(Boolean(a.why)) - Number(Boolean(b.why)))
})

export function toggleCoupon(coupon: Coupon) {
  const now = till.wish.coupons ?? couponRows.value.filter(r => r.used).map(r => r.coupon.id)
  till.wish.coupons = now.includes(coupon.id) ? now.filter(id => id !== coupon.id) : [coupon.id, ...now.filter(id => id !== coupon.id)]
  requote()
}

/** Digits before the key say how many; without them all there may be, or none again. */
export function wishPoints(text: string) {
  if (!spendable()) return
  const n = /^\d{1,9}$/.test(text) ? Number(text) : undefined
  till.wish.points = n ?? (till.wish.points === 0 ? 'most' : 0)
  requote()
}

export function wishValue(text: string) {
  if (!spendable()) return
  till.wish.value = minorOf(text) ?? (till.wish.value === 0 ? 'most' : 0)
  requote()
}

function spendable(): boolean {
  if (isAway.value) tell(t('awaySpends'), true)
  else if (!till.member) tell(t('memberFirst'), true)
  else return true
  return false
}

// ---- hold ----
export async function hold() {
  if (till.basket.lines.length === 0) return
  till.held = [{ at: new Date().toISOString(), basket: till.basket, ...(till.member && { member: till.member }) }, ...till.held].slice(0, 20)
  clear()
  tell(t('heldNow'))
  await keepHeld()
}

export async function recall(at: number) {
  const back = till.held[at]
  if (!back) return
  const now = till.basket.lines.length > 0 ? [{ at: new Date().toISOString(), basket: till.basket, ...(till.member && { member: till.member }) }] : []
  till.held = [...now, ...till.held.filter((_, i) => i !== at)]
  Object.assign(till, { basket: back.basket, member: back.member, wish: fresh(), panel: 'none', last: undefined })
  requote()
  await keepHeld()
}

const keepHeld = () => (till.isPractice ? Promise.resolve() : kept.putKept('held', till.held))

export function clear() {
  Object.assign(till, { basket: empty, member: undefined, hits: [], choices: [], memberSays: '', wish: fresh(), quote: undefined, quoteState: 'none', given: '', asked: '' })
  turn++
}

// ---- done ----
const queue = new Queue(
  { ...kept.queueShelf, all: async () => (await kept.queueShelf.all()).filter(w => w.number !== inFlight) }, post, settled, mintKey)
let inFlight = ''

/** Takes the money and records the sale. What is written here first is never lost. */
export async function finish() {
  if (till.isBusy) return
  if (till.basket.lines.length === 0) return tell(t('nothingToDo'), true)
  if (!isAway.value && till.quoteState !== 'ready') return tell(t('waitForPrice'), true)
  till.isBusy = true
  try {
    await (till.isPractice ? finishPractice() : finishLive())
  } finally {
    till.isBusy = false
  }
}

const given = () => (till.payment === 'cash' && till.given !== '' ? minorOf(till.given) : undefined)
const payments = (minor: number) => (minor > 0 ? [{ kind: till.payment, amountMinor: minor }] : [])
const source = () => 'till.' + (till.settings.till || 'page')

async function nextNumber(): Promise<string> {
  const date = day(new Date().toISOString())
  return documentNumber(till.settings.till || 'T', till.device, date, await kept.nextCount('count:' + date))
}

async function finishPractice() {
  const sale = draft(`practice-${till.sales.length + 1}`.padEnd(4), till.quote)
  const purchase = await practice.commit({ token: 'practice', source: 'practice', number: sale.number, payments: [] })
  done(told({ ...sale, isPractice: true }, purchase, till.quote))
}

async function finishLive() {
  const quote = isAway.value ? undefined : till.quote
  // The same price told twice is the same sale: it waits for somebody, and another number would sell it twice.
  const waits = quote && asked.value.find(w => tokenOf(w) === quote.token)
  if (waits) return tellAgain(waits.number)
  const sale = draft(await nextNumber(), quote)
  await send(sale, waitingOf(sale, quote), { quote, stands: true })
}

/** The price a sale was told at, and whether its basket still stands on the page. */
interface Told { quote: Quote | undefined; stands: boolean }

async function send(sale: Sale, waiting: Waiting, at: Told): Promise<void> {
  inFlight = sale.number
  try {
    await queue.add(waiting)
    await kept.putSale(sale)
    const answer = waiting.path === '/v1/quotes/commit' ? await post(waiting) : ({ kind: 'later' } as const)
    if (answer.kind !== 'answer') {
      if (answer.kind === 'signIn') till.needsSignIn = true
      else away()
      return noted(sale, at)
    }
    if (answer.status === 202 && isWaiting(answer.body)) {
      await queue.add(asking(waiting, answer.body, mintKey))
      return askSale(await listed({ ...sale, state: 'asked' }), answer.body)
    }
    await kept.queueShelf.remove(sale.number)
    if (answer.status >= 300) {
      const says = ApiProblem.of(answer.body, new Response(null, { status: answer.status })).message
      await listed({ ...sale, state: 'refused', difference: says })
      tell(says, true)
      return requote()
    }
    const final = told(sale, answer.body as Purchase, at.quote)
    await kept.putSale(final)
    await noted(final, at)
  } finally {
    inFlight = ''
    await readQueue()
  }
}

/** A sale that waits for another person lies on the shelf: whoever gives up here may still be told that it was approved elsewhere. */
export function askSale(sale: Sale, view: Waits) {
  askApproval({ view, what: 'sale', again: () => tellAgain(sale.number) })
}

/** Tells a sale again that waited for another person, under a key of its own; where that answer is lost too, the queue asks with the same key. */
async function tellAgain(number: string): Promise<void> {
  const [waiting, sale] = [(await kept.queueShelf.all()).find(w => w.number === number), await kept.findSale(number)]
  if (!sale) return
  // The queue was told meanwhile.
  if (!waiting?.asks) return void Object.assign(till, { opened: sale, panel: 'sale' })
  const { asks: _, ...rest } = waiting
  const quote = till.quote?.token === tokenOf(waiting) ? till.quote : undefined
  await send({ ...sale, state: 'waiting' }, rest, { quote, stands: quote !== undefined })
}

const tokenOf = (waiting: Waiting) => (waiting.body as { token?: string }).token
export const unsent = computed(() => till.queue.filter(w => !w.asks))
export const asked = computed(() => till.queue.filter(w => w.asks))

function draft(number: string, quote: Quote | undefined): Sale {
  const price = quote?.price
  const off = offline.value
  return {
    number, at: new Date().toISOString(), state: 'waiting', clerk: clerk.value, prints: 0, says: [],
    lines: till.basket.lines.map(l => ({ name: l.article.name, ...(l.article.note && { note: l.article.note }), quantity: l.quantity, listMinor: l.article.priceMinor * l.quantity })),
    startMinor: price ? price.startMinor + offTotal(till.basket) : off.startMinor, deductions: price ? [...(offTotal(till.basket) > 0 ? [{ name: t('byHand'), minor: offTotal(till.basket) }] : []), ...price.deductions.map(d => ({ name: d.name, minor: d.amountMinor }))] : off.savedMinor > 0 ? [{ name: t('tierOff', { tier: known.value?.name ?? '' }), minor: off.savedMinor }] : [],
    payMinor: price?.payMinor ?? off.netMinor, points: price?.points ?? 0, valueMinor: price?.storedValueMinor ?? 0,
    payment: { kind: till.payment, minor: due.value, ...(given() !== undefined && { givenMinor: given()! }) },
    ...(till.member && { member: { id: till.member.id, name: till.member.name, tier: till.member.tier.name } }),
  }
}

function waitingOf(sale: Sale, quote: Quote | undefined): Waiting {
  const lines = till.basket.lines.map((l, i) => {
    const listMinor = l.article.priceMinor * l.quantity
    const netMinor = quote?.price.lines[i]?.netMinor ?? offline.value.lines[i]!.netMinor
    return {
      sku: l.article.sku, quantity: l.quantity, listMinor, discountMinor: listMinor - netMinor, netMinor, ...(l.article.category && { category: l.article.category }),
      ...(l.article.kind === 'fee' && { kind: 'fee' }), ...(l.article.taxRate && { taxRate: l.article.taxRate }), ...(l.article.discountable === false && { discountable: false }),
    }
  })
  const own = {
    source: source(), number: sale.number, occurredAt: sale.at, channel: 'store', lines, payments: payments(sale.payMinor - sale.valueMinor), ...(till.member && { memberId: till.member.id }),
    ...(till.settings.store && { storeId: till.settings.store }), ...(till.settings.till && { tillId: till.settings.till }),
  }
  const spends = quote !== undefined && (quote.price.points > 0 || quote.price.storedValueMinor > 0 || quote.price.deductions.some(d => d.origin === 'coupon' || d.origin === 'reward') || quote.price.lines.length > till.basket.lines.length)
  return {
    number: sale.number, key: mintKey(), at: sale.at, minor: sale.payMinor, ...(sale.member && { who: sale.member.name, tier: sale.member.tier }),
    ...(quote ? { path: '/v1/quotes/commit', body: { token: quote.token, source: source(), number: sale.number, payments: payments(quote.price.toPayMinor) }, ...(!spends && { instead: own }) } : { path: '/v1/purchases', body: own }),
  } as Waiting
}

/** What the server said of a sale, for its slip. */
function told(sale: Sale, purchase: Purchase, quote?: Quote): Sale {
  return {
    ...sale, state: 'recorded', id: purchase.id, ...(purchase.points != null && { earned: purchase.points }), ...(purchase.member && { balance: purchase.member.balance }),
    ...(quote && quote.price.storedValueMinor > 0 && till.member && { valueLeftMinor: till.member.valueMinor - quote.price.storedValueMinor }), says: (purchase.consequences ?? []).map(c => c.text).slice(0, 3),
  }
}

function done(sale: Sale) {
  sound('done', till.settings.hasSound)
  till.sales = [sale, ...till.sales.filter(s => s.number !== sale.number)]
  clear()
  Object.assign(till, { last: sale, opened: sale, panel: 'slip', payment: isAway.value ? 'cash' : till.payment })
  tell(sale.state === 'waiting' ? t('doneQueued') : t('done'))
}

/** Ends the sale on the page; one that was told again later, beside another basket, is only shown. */
async function noted(sale: Sale, at: Told) {
  if (at.stands) return done(sale)
  Object.assign(till, { opened: await listed(sale), panel: 'sale' })
}

/** Keeps a sale as it is known now, in its place among those of this till. */
async function listed(sale: Sale): Promise<Sale> {
  await kept.putSale(sale)
  till.sales = till.sales.some(s => s.number === sale.number) ? till.sales.map(s => (s.number === sale.number ? sale : s)) : [sale, ...till.sales]
  if (till.last?.number === sale.number) till.last = sale
  if (till.opened?.number === sale.number) till.opened = sale
  return sale
}

// ---- queue ----
async function settled({ waiting, how, status, body }: Settled) {
  const sale = await kept.findSale(waiting.number)
  if (!sale) return
  if (how === 'asked') {
    const view = body as Waits
    const now = await listed({ ...sale, state: 'asked' })
    tell(t('askedLost', { n: shortNumber(sale.number) }), true)
    // The customer may still stand there; who already serves the next one finds it among the sales.
    if (till.basket.lines.length === 0 && ['none', 'slip'].includes(till.panel)) askSale(now, view)
    return
  }
  const says = () => (status === 202 ? t('askedVain') : ApiProblem.of(body, new Response(null, { status })).message)
  if (how === 'refused' || status >= 300) return void (await listed({ ...sale, state: how, difference: says() }))
  const purchase = body as Purchase
  const now = purchase.member?.tier
  await listed({ ...told(sale, purchase), ...(now && sale.member && now.name !== sale.member.tier && { difference: t('tierDiffers', { then: sale.member.tier, now: now.name }) }) })
}

async function readQueue() {
  till.queue = (await kept.queueShelf.all()).sort((a, b) => (a.at < b.at ? -1 : 1))
}

export const differences = computed(() => till.sales.filter(s => s.difference !== undefined))

/** Looks whether the server is there, and sends what waits. One window does it. */
export async function reconnect() {
  if (till.isPractice) return
  const was = till.isOnline
  if (!(await isThere())) return away()
  if (!till.isOnline) till.isOnline = true
  // Opened without a server, the page does not know yet who works here; what it sold meanwhile belongs to the shift that sends it.
  if (!session.value && !till.needsSignIn && (await findSession().catch(() => undefined))) await entered()
  if (till.queue.some(w => isDue(w))) await beginShift()
  await navigator.locks.request('tessera-till-queue', { ifAvailable: true }, async lock => {
    if (!lock || !till.queue.some(w => isDue(w))) return
    const watching = setInterval(() => void readQueue(), 300)
    const how = await queue.drain().finally(() => clearInterval(watching))
    if (how === 'later') away()
    if (how === 'signIn') till.needsSignIn = true
  })
  await readQueue()
  if (!was && till.isOnline) {
    till.payment = usual
    void readProgram()
    void readShift()
    if (till.member) setMember(await live.load(till.member.id).catch(() => till.member!))
    requote()
  }
}

// ---- opening a sale again ----
export async function openById(id: string) {
  const mine = till.sales.find(s => s.id === id)
  if (mine) return void Object.assign(till, { opened: mine, panel: 'sale' })
  try {
    const p = await shop().purchase(id)
    till.opened = {
      number: p.number, id: p.id, at: p.occurredAt as unknown as string, state: 'recorded', clerk: '', prints: 0, says: [], lines: p.lines.map(l => ({ name: till.goods.find(g => g.sku === l.sku)?.name ?? l.sku, quantity: l.quantity, listMinor: l.netMinor })),
      startMinor: p.totalMinor, deductions: [], payMinor: p.totalMinor, points: p.price?.points ?? 0, valueMinor: p.price?.storedValueMinor ?? 0, ...(p.points != null && { earned: p.points }), ...(p.memberId && { member: { id: p.memberId, name: '', tier: '' } }),
    }
    till.panel = 'sale'
  } catch (cause) {
    if (!(cause instanceof ApiProblem)) throw cause
    if (isLater(cause)) away()
    tell(cause.message, true)
  }
}

export async function keepSale(sale: Sale) {
  till.opened = sale
  if (!till.isPractice) return void (await listed(sale))
  till.sales = till.sales.map(s => (s.number === sale.number ? sale : s))
  if (till.last?.number === sale.number) till.last = sale
}

// ---- start ----
interface Remembered { name: string; till?: string; store?: string; place?: string }
const remembered = (): Remembered | undefined => JSON.parse(localStorage.getItem('tessera.till.who') ?? 'null') ?? undefined

async function readProgram() {
  const [{ tiers, version }, setup] = await Promise.all([readTiers().catch(() => ({ tiers: till.tiers, version: till.version })), take(api.GET('/v1/setup')).catch(() => undefined)])
  const shopName = (locale.value === 'en' ? (setup?.nameEn ?? setup?.nameZh) : (setup?.nameZh ?? setup?.nameEn)) ?? till.shopName
  Object.assign(till, { tiers, version, shopName, template: setup?.template ?? setup?.demo?.template ?? till.template })
  if (tiers.length > 0) await kept.putKept('tiers', { tiers, version, shopName })
  // A demo has something to ring up at once; elsewhere the clerk asks for it.
  if (setup?.demo && till.goods.length === 0 && !till.isPractice) await showSamples()
}

/** The sample price list of the template the shop began with. It is kept once somebody saves it. */
async function showSamples() {
  const { samples } = await import('./rules/samples')
  const { goods } = readGoods(samples[till.template] ?? '')
  if (goods.length > 0 && till.goods.length === 0) Object.assign(till, { goods, areSamples: true })
}

export async function takeSamples() {
  await showSamples()
  if (till.areSamples) await kept.putKept('goods', till.goods)
}

/** Somebody signed in or paired: the place of the till comes with the session. */
export async function entered() {
  const who = session.value
  if (!who) return
  const [at, store] = [who.till ?? undefined, who.stores?.length === 1 ? who.stores[0] : undefined]
  if (at) Object.assign(till.settings, { till: at, store: store ?? till.settings.store })
  localStorage.setItem('tessera.till.who', JSON.stringify({ name: who.person.name, till: at, store, place: who.place ?? undefined }))
  till.needsSignIn = false
  await saveSettings()
  await readProgram()
  Object.assign(shift, { state: 'unread', report: undefined, says: '', isBarred: false })
  void readShift()
  void reconnect()
}

export const saveSettings = () => kept.putKept('settings', till.settings)

export async function saveGoods(text: string): Promise<number[]> {
  const { goods, wrong } = readGoods(text)
  if (wrong.length > 0) return wrong
  Object.assign(till, { goods, areSamples: false })
  if (!till.isPractice) await kept.putKept('goods', goods)
  return []
}

export function setPractice(on: boolean) {
  clear()
  practice = new PracticeShop()
  Object.assign(till, { isPractice: on, panel: 'none', last: undefined, opened: undefined, payment: 'wechat', held: [], sales: [] })
  tell('')
  if (on) Object.assign(till, { goods: practiceGoods(), areSamples: false })
  else void readKept().then(() => { if (session.value) return readProgram() })
}

async function readKept() {
  const [settings, goods, held, device, tiers, shift] = await Promise.all([kept.getKept<Settings>('settings'), kept.getKept<Article[]>('goods'), kept.getKept<Held[]>('held'), kept.getKept<string>('device'), kept.getKept<{ tiers: TierTerms[]; version: number; shopName?: string }>('tiers'), kept.getKept<string>('shift')])
  Object.assign(till.settings, settings)
  Object.assign(till, { goods: goods ?? [], held: held ?? [], device: device ?? newDevice(), tiers: tiers?.tiers ?? [], version: tiers?.version ?? 0, shopName: tiers?.shopName ?? '', shiftSince: shift ?? new Date().toISOString() })
  if (!device) await kept.putKept('device', till.device)
  if (!shift) await kept.putKept('shift', till.shiftSince)
  const week = new Date(Date.now() - 7 * 86_400_000).toISOString()
  till.sales = await kept.salesSince(till.shiftSince < week ? till.shiftSince : week)
  await readQueue()
}

export async function start() {
  await readKept()
  try {
    if (await findSession()) await entered()
    else till.needsSignIn = true
  } catch (cause) {
    if (!isLater(cause)) throw cause
    // Nobody can be asked: who worked here last goes on, and the server looks at everything when it is back.
    if (remembered()) away()
    else till.needsSignIn = true
  }
  till.isReady = true
  setInterval(() => void reconnect(), 4_000)
  addEventListener('online', () => void reconnect())
  watch(locale, () => { void readProgram(); requote() })
  const open = till.isPractice ? undefined : await kept.getKept<{ basket: Basket; member?: TillMember }>('basket')
  if (open && open.basket.lines.length > 0 && till.basket.lines.length === 0) {
    Object.assign(till, { basket: open.basket, member: open.member })
    requote()
  }
  // A reload in the middle of a sale loses nothing of it.
  watch([() => till.basket, () => till.member], () => { if (!till.isPractice) void kept.putKept('basket', { basket: till.basket, member: till.member }) })
}

export async function closeShift() {
  till.shiftSince = new Date().toISOString()
  if (!till.isPractice) await kept.putKept('shift', till.shiftSince)
}

export const mayRead = () => can('members:read')
