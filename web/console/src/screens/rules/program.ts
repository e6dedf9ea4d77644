// The programme file as a tree of written values, and what the rule screens read from it. Pure: no calls, no state.

/** A value of the file: every scalar is the text that was written. */
export type Node = string | Node[] | { [key: string]: Node }
export type Map = { [key: string]: Node }
export interface Edit { pointer: string; value?: string | null; /** Puts the value before the item that stands there. */ insert?: boolean; /** Moves an item here instead. */ from?: string }

export const isMap = (n: Node | undefined): n is Map => typeof n === 'object' && n !== null && !Array.isArray(n)
export const asMap = (n: Node | undefined): Map => (isMap(n) ? n : {})
export const asList = (n: Node | undefined): Node[] => (Array.isArray(n) ? n : [])
export const asText = (n: Node | undefined, other = ''): string => (typeof n === 'string' ? n : other)

/** The value at a JSON pointer, or undefined. */
export function at(root: Node | undefined, pointer: string): Node | undefined {
  let node = root
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
    node = Array.isArray(node) ? node[Number(key)] : isMap(node) ? node[key] : undefined
  }
  return node
}

/** A text as the file may hold it: plain where that reads back the same, else in double quotes. */
export function quoted(text: string): string {
  return /^[\p{L}\p{N}][\p{L}\p{N} ._%+×-]*$/u.test(text) && !/\s$/.test(text) && !/^(yes|no|true|false|null|on|off)$/i.test(text) ? text : JSON.stringify(text)
}

/** Name of a map with `name: { zh, en }` in a language. */
export function nameOf(node: Map, isZh: boolean): string {
  const name = node.name
  if (typeof name === 'string') return name
  return asText(asMap(name)[isZh ? 'zh' : 'en'], asText(asMap(name).zh, asText(node.id)))
}

const metrics = ['spend', 'orders', 'pointsEarned', 'pointsBalance', 'growth', 'largestTopUp', 'topUps', 'referrals', 'daysSincePurchase', 'daysSinceActivity', 'behaviour', 'tag', 'segment', 'score'] as const
export type Metric = (typeof metrics)[number]
const inMoney: readonly string[] = ['spend', 'largestTopUp', 'topUps']

/** One comparison of a condition. */
export interface Leaf { metric: Metric; /** What the number stands under, to edit it. */ pointer: string; value: string; window?: string; windowPointer: string; of?: string; minimum?: string; join: 'all' | 'any' | 'not' | '' }

/** Comparisons of a condition in the order of the file: the place in the list is the leaf number of the API. */
export function leavesOf(node: Node | undefined, pointer: string, join: Leaf['join'] = ''): Leaf[] {
  if (!isMap(node)) return []
  const found: Leaf[] = []
  for (const key of Object.keys(node)) {
    if (key === 'all' || key === 'any') asList(node[key]).forEach((part, i) => found.push(...leavesOf(part, `${pointer}/${key}/${i}`, key)))
    else if (key === 'not') found.push(...leavesOf(node[key], `${pointer}/not`, 'not'))
    else if ((metrics as readonly string[]).includes(key)) {
      const counts = key === 'behaviour' ? 'times' : key
      found.push({
        metric: key as Metric, pointer: `${pointer}/${counts}`, value: asText(node[counts]), window: node.window === undefined ? undefined : asText(node.window), windowPointer: `${pointer}/window`,
        of: key === 'behaviour' ? asText(node.behaviour) : undefined, minimum: node.minimum === undefined ? undefined : asText(node.minimum), join,
      })
    }
  }
  return found
}

/** The threshold as the API counts it: minor units for money. Undefined where the file says it in words. */
export function thresholdOf(leaf: Leaf, places = 2): number | undefined {
  if (!/^\d+(\.\d+)?$/.test(leaf.value)) return undefined
  return inMoney.includes(leaf.metric) ? Math.round(Number(leaf.value) * 10 ** places) : Number(leaf.value)
}

export const isMoney = (leaf: Leaf) => inMoney.includes(leaf.metric)

export interface Tier { at: number; pointer: string; id: string; node: Map; leaves: Leaf[] }
export const tiersOf = (root: Node | undefined): Tier[] => asList(at(root, '/tiers')).map((n, i) => ({ at: i, pointer: `/tiers/${i}`, id: asText(asMap(n).id), node: asMap(n), leaves: leavesOf(asMap(n).enter, `/tiers/${i}/enter`) }))

export interface Review { at: number; pointer: string; id: string; node: Map }
export const reviewsOf = (root: Node | undefined): Review[] => asList(at(root, '/reviews')).map((n, i) => ({ at: i, pointer: `/reviews/${i}`, id: asText(asMap(n).id), node: asMap(n) }))

export interface Benefit { at: number; pointer: string; id: string; node: Map; type: string }
export const benefitsOf = (root: Node | undefined): Benefit[] => asList(at(root, '/benefits')).map((n, i) => ({ at: i, pointer: `/benefits/${i}`, id: asText(asMap(n).id), node: asMap(n), type: asText(asMap(n).type) }))

/** Rows of the ladder that a benefit stands in. */
export type Dimension = 'discount' | 'birthday' | 'service' | 'freight'
export const dimensionOf = (benefit: Benefit): Dimension =>
  benefit.type === 'discount' || benefit.type === 'memberPrice' ? 'discount' : benefit.type === 'birthday' ? 'birthday' : benefit.type === 'freeFreight' ? 'freight' : 'service'

/** Benefits of a tier: those it names and those that name it. */
export function heldBy(tier: Tier, benefits: Benefit[]): Benefit[] {
  const has = asList(tier.node.has).map(n => asText(n))
  return benefits.filter(b => asText(b.node.enabled, 'yes') !== 'no' && (has.includes(b.id) || asList(b.node.tiers).some(t => t === tier.id)))
}

/** Share paid of a written discount in ten-thousandths: 8折, 95折, 0.95, 95 %, free; undefined for anything else. */
export function paidOf(written: string): number | undefined {
  if (written === 'free') return 0
  const zhe = /^(\d+(?:\.\d+)?)\s*折$/.exec(written)
  if (zhe) return Math.round(Number(zhe[1]) * (Number(zhe[1]) > 10 ? 100 : 1000))
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(written)
  if (percent) return Math.round(Number(percent[1]) * 100)
  const plain = /^(0(?:\.\d+)?|1)$/.exec(written)
  return plain ? Math.round(Number(written) * 10_000) : undefined
}

/** A multiplier as a number: 1.5, 1.5x. */
export const timesOf = (written: string) => Number(written.replace(/[x倍×]\s*$/i, ''))

/** A share such as 10 % or 0.1 in ten-thousandths. */
export function shareOf(written: string): number | undefined {
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(written)
  if (percent) return Math.round(Number(percent[1]) * 100)
  return /^(0(?:\.\d+)?|1)$/.test(written) ? Math.round(Number(written) * 10_000) : undefined
}

/** A finding of lint as a page needs it. */
export interface Said { pointer: string; code: string; level: string; about?: string | null; /** In it stands the name of a benefit that is replaced. */ detail?: string; fix?: { pointer: string } | null }

/** Row of the ladder a finding belongs to. */
export function rowOf(finding: Said, benefits: Benefit[]): string {
  const code = finding.code.replace(/^lint\./, '')
  if (code === 'gapOutside') return finding.fix?.pointer.endsWith('/multiplier') ? 'multiplier' : 'value'
  if (/^(giveBackOverLine|givesAll)$/.test(code)) return 'value'
  if (/^(shareOutside|bandsImpossible|tooManyTiers)$/.test(code)) return 'head'
  if (/^(tierImpossible|tierUnreachable|tiersOverlap)$/.test(code)) return 'enter'
  if (code === 'windowLonger') return 'keep'
  if (code === 'discountFalls') return 'discount'
  if (code === 'multiplierFalls') return 'multiplier'
  if (code.startsWith('freight')) return 'freight'
  if (code === 'giftFalls') return 'gifts'
  const replaced = code === 'benefitReplaced' || code === 'benefitLost' ? benefits.find(b => Object.values(asMap(b.node.name)).some(n => finding.detail?.includes(asText(n)))) : undefined
  const benefit = replaced ?? benefits.find(b => b.id === finding.about) ?? benefits.find(b => finding.pointer.startsWith(b.pointer + '/') || finding.pointer === b.pointer)
  if (benefit) return dimensionOf(benefit)
  if (/^benefit/.test(code)) return 'service'
  const tier = /^\/tiers\/\d+\/(\w+)/.exec(finding.pointer)?.[1]
  if (tier === 'enter' || tier === 'entry') return tier
  if (tier === 'multiplier') return 'multiplier'
  if (tier?.startsWith('gift')) return 'gifts'
  if (finding.pointer.startsWith('/reviews')) return 'keep'
  return 'other'
}

/** Net members over each step of the ladder: positive numbers stand higher under the draft. Counts from the base upwards. */
export function crossings(live: number[], draft: number[]): number[] {
  const over: number[] = []
  let sum = 0
  for (let i = live.length - 1; i > 0; i--) {
    sum += (draft[i] ?? 0) - (live[i] ?? 0)
    over[i - 1] = sum
  }
  return over
}

export interface TierMoney { sales: number; members: number; discount: { live: number; draft: number }; points: { live: number; draft: number } }

/**
 * What the draft costs more in a year, minor units, by sales of the last year: sales of each tier × change of its give-back, and for who crosses a step the sales of an average
 * member of the lower tier × what the higher tier gives more. Shares in ten-thousandths; points weigh by the share that is expected to be used.
 */
export function costOf(tiers: TierMoney[], over: number[], used: number): { discount: number; points: number } {
  let [discount, points] = [0, 0]
  tiers.forEach((t, i) => {
    discount += t.sales * (t.discount.draft - t.discount.live)
    points += t.sales * (t.points.draft - t.points.live)
    const upper = tiers[i + 1]
    if (!upper || t.members === 0) return
    const moved = (over[i] ?? 0) * (t.sales / t.members)
    discount += moved * (upper.discount.draft - t.discount.draft)
    points += moved * (upper.points.draft - t.points.draft)
  })
  return { discount: Math.round(discount / 10_000), points: Math.round((points / 10_000) * (used / 10_000)) }
}

/** A window in words of the file, split for a sentence: rolling 12 months → ['rolling', 12, 'month']. */
export function windowOf(written: string): { kind: string; n: number; unit: string } {
  const rolling = /^rolling (\d+) (day|month)s?$/.exec(written)
  if (rolling) return { kind: 'rolling', n: Number(rolling[1]), unit: rolling[2]! }
  const calendar = /^(previous )?calendar (month|quarter|half|year)$/.exec(written)
  if (calendar) return { kind: calendar[1] ? 'previous' : 'calendar', n: 1, unit: calendar[2]! }
  return { kind: written, n: 0, unit: '' }
}

/** A length of the file: 12 months → [12, 'month']. */
export function lengthOf(written: string): { n: number; unit: string } | undefined {
  const found = /^(\d+) (day|month|year|minute)s?$/.exec(written)
  return found ? { n: Number(found[1]), unit: found[2]! } : undefined
}
