// The basket and the one input for goods: what was typed or scanned, read without asking anybody.

/** What the till knows of an article; the server is told sku, category and price with each sale. */
export interface Article {
  sku: string
  name: string
  note?: string
  category?: string
  priceMinor: number
  kind?: 'goods' | 'fee'
  /** Ten-thousandths: 600 is 6 %. */
  taxRate?: number
  discountable?: boolean
  initials?: string
  quick?: boolean
}

/** What the clerk takes off a line by hand: an amount, or a share in ten-thousandths. */
export type Off = { minor: number } | { share: number }
export interface Line { key: number; article: Article; quantity: number; off?: Off }
export interface Basket { lines: readonly Line[]; /** Key of the chosen line. */ at: number }

export const empty: Basket = { lines: [], at: 0 }
/** Article of an amount that was typed; the server sees it as sku `amount`. */
export const HAND = 'amount'
const MOST = 999

/** One more of an article: the line that has it grows and is chosen. Amounts typed by hand stay lines of their own. */
export function put(basket: Basket, article: Article, quantity = 1): Basket {
  const known = article.sku === HAND ? undefined : basket.lines.find(l => l.article.sku === article.sku && l.article.priceMinor === article.priceMinor)
  if (known) return withQuantity(basket, known.key, known.quantity + quantity)
  const key = Math.max(0, ...basket.lines.map(l => l.key)) + 1
  return { lines: [...basket.lines, { key, article, quantity: Math.min(quantity, MOST) }], at: key }
}

/** Another quantity for a line; 0 takes it out and chooses its neighbour. */
export function withQuantity(basket: Basket, key: number, quantity: number): Basket {
  const place = basket.lines.findIndex(l => l.key === key)
  if (place < 0) return basket
  if (quantity <= 0) {
    const lines = basket.lines.filter(l => l.key !== key)
    return { lines, at: lines[Math.min(place, lines.length - 1)]?.key ?? 0 }
  }
  return { lines: basket.lines.map(l => (l.key === key ? { ...l, quantity: Math.min(quantity, MOST) } : l)), at: key }
}

export function changeChosen(basket: Basket, by: number): Basket {
  const line = basket.lines.find(l => l.key === basket.at)
  return line ? withQuantity(basket, line.key, line.quantity + by) : basket
}

/** Takes something off the chosen line by hand; nothing when it comes to nothing. */
export function withOff(basket: Basket, off: Off): Basket {
  const isNone = ('minor' in off ? off.minor : off.share) === 0
  return { ...basket, lines: basket.lines.map(l => (l.key === basket.at ? { key: l.key, article: l.article, quantity: l.quantity, ...(!isNone && { off }) } : l)) }
}

/** The line above (−1) or below (+1). */
export function step(basket: Basket, by: number): Basket {
  const place = basket.lines.findIndex(l => l.key === basket.at)
  const to = basket.lines[Math.min(Math.max(place + by, 0), basket.lines.length - 1)]
  return to ? { ...basket, at: to.key } : basket
}

export const lineMinor = (line: Line) => line.article.priceMinor * line.quantity
/** What is taken off a line by hand: never more than the line, a share rounded half up. */
export const offMinor = (line: Line) => (line.off === undefined ? 0 : 'minor' in line.off ? Math.min(line.off.minor, lineMinor(line)) : Math.floor((lineMinor(line) * line.off.share + 5000) / 10000))
export const offTotal = (basket: Basket) => basket.lines.reduce((sum, l) => sum + offMinor(l), 0)
export const totalMinor = (basket: Basket) => basket.lines.reduce((sum, l) => sum + lineMinor(l), 0)
export const pieces = (basket: Basket) => basket.lines.reduce((sum, l) => sum + l.quantity, 0)

export type Reading =
  | { kind: 'articles'; articles: Article[]; quantity: number }
  | { kind: 'amount'; minor: number }
  | { kind: 'off'; off: Off }
  | { kind: 'member'; text: string }
  | { kind: 'purchase'; id: string }
  | { kind: 'unknown'; text: string }
  | { kind: 'nothing' }

/** Yuan with at most two decimals as minor units, exactly; undefined when it is none. */
export function minorOf(text: string): number | undefined {
  const found = /^(\d{1,6})(?:\.(\d{1,2}))?$/.exec(text.trim())
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : undefined
}

/**
 * Reads what stands in the goods field. A code of the price list comes first (a scanner types it), then `3*code`, a member's phone or code, the code of a
 * slip, initials or a part of the name, and last an amount: with a decimal point or up to five digits.
 */
export function read(text: string, goods: readonly Article[]): Reading {
  const word = text.trim()
  if (word === '') return { kind: 'nothing' }
  if (word.startsWith('/')) return readOff(word)
  const times = /^(\d{1,3})\s*[*×xX]\s*(.+)$/.exec(word)
  const [quantity, what] = times ? [Number(times[1]), times[2]!.trim()] : [1, word]
  const low = what.toLowerCase()
  const exact = goods.find(a => a.sku.toLowerCase() === low)
  if (exact && quantity > 0) return { kind: 'articles', articles: [exact], quantity }
  if (/^mem_[0-9a-z]+$/i.test(what) || /^1\d{10}$/.test(what)) return { kind: 'member', text: what }
  if (/^ord_[0-9a-z]+$/i.test(what)) return { kind: 'purchase', id: what.toLowerCase() }
  const minor = minorOf(what)
  if (minor !== undefined && quantity === 1 && (what.includes('.') || what.length <= 5)) return minor > 0 ? { kind: 'amount', minor } : { kind: 'unknown', text: word }
  if (/^\d+$/.test(what)) return { kind: 'unknown', text: word }
  const whole = goods.filter(a => a.initials === low)
  const articles = whole.length > 0 ? whole : goods.filter(a => (a.initials ?? '').startsWith(low) || a.name.toLowerCase().includes(low))
  return articles.length > 0 && quantity > 0 ? { kind: 'articles', articles: articles.slice(0, 8), quantity } : { kind: 'unknown', text: word }
}

/** `/5` takes 5.00 off the chosen line, `/10%` a tenth, `/0` nothing any more. */
function readOff(word: string): Reading {
  const share = /^\/(\d{1,2}|100)%$/.exec(word)
  if (share) return { kind: 'off', off: { share: Number(share[1]) * 100 } }
  const minor = minorOf(word.slice(1))
  return minor === undefined ? { kind: 'unknown', text: word } : { kind: 'off', off: { minor } }
}

/** A price list of this till: `sku,name,price[,category[,kind[,tax percent[,quick]]]]`, by comma or tab; a head line is passed over. */
export function readGoods(text: string): { goods: Article[]; wrong: number[] } {
  const goods = new Map<string, Article>()
  const wrong: number[] = []
  text.split(/\r?\n/).forEach((row, i) => {
    if (row.trim() === '') return
    const [sku, name, price, category, kind, tax, quick] = row.split(row.includes('\t') ? '\t' : ',').map(cell => cell.trim())
    const minor = minorOf(price ?? '')
    if (minor === undefined || !sku || !name || sku.length > 100) {
      if (i > 0 || /\d/.test(price ?? '')) wrong.push(i + 1)
      return
    }
    const isFee = kind === 'fee'
    goods.set(sku, {
      sku, name, priceMinor: minor, initials: initials(name), ...(category && { category }), ...(isFee && { kind: 'fee' as const, discountable: false }),
      ...(tax && Number(tax) > 0 && { taxRate: Math.round(Number(tax) * 100) }), ...(quick === '1' && { quick: true }),
    })
  })
  return { goods: [...goods.values()], wrong }
}

export const writeGoods = (goods: readonly Article[]) =>
  goods.map(a => [a.sku, a.name, (a.priceMinor / 100).toFixed(2), a.category ?? '', a.kind ?? '', a.taxRate ? String(a.taxRate / 100) : '', a.quick ? '1' : ''].join(',').replace(/,+$/, '')).join('\n')

// First characters of each initial in the order of pinyin.
const FIRSTS = '阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥扨它穵夕丫帀'
const LETTERS = 'abcdefghjklmnopqrstwxyz'
const order = new Intl.Collator('zh-CN-u-co-pinyin')

/** 月光乌龙 → yglw: the first letter of each character, by the order of the language's dictionary. */
export function initials(name: string): string {
  let out = ''
  for (const sign of name.toLowerCase()) {
    if (/[a-z0-9]/.test(sign)) out += sign
    if (!/\p{Script=Han}/u.test(sign)) continue
    let at = LETTERS.length - 1
    while (at > 0 && order.compare(FIRSTS[at]!, sign) > 0) at--
    out += LETTERS[at]!
  }
  return out
}
