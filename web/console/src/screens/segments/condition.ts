// Conditions as rows: what the builder draws, written in the words of the programme file (as JSON, which it reads too) and read back from there.
export type Compare = 'at least' | 'at most'
export interface Line { metric: Metric; compare: Compare; number: number; months: number; values: string[]; /** The behaviour counted, or the tag held. */ of: string; isNot: boolean }
export interface Built { joiner: 'all' | 'any'; lines: Line[] }

/** A number may be of something: `times` of a behaviour, which are never at most, and days of a tag. */
type Kind = { kind: 'number'; isMoney?: boolean; hasWindow?: boolean; from: number; max?: number; hasOf?: 'times' | 'days' } | { kind: 'list'; isOne?: boolean }
export const metrics = {
  spend: { kind: 'number', isMoney: true, hasWindow: true, from: 500 }, orders: { kind: 'number', hasWindow: true, from: 3 }, largestOrder: { kind: 'number', isMoney: true, hasWindow: true, from: 100 }, averageOrder: { kind: 'number', isMoney: true, hasWindow: true, from: 50 },
  growth: { kind: 'number', hasWindow: true, from: 1000 }, pointsEarned: { kind: 'number', hasWindow: true, from: 1000 }, referrals: { kind: 'number', hasWindow: true, from: 1 }, topUps: { kind: 'number', isMoney: true, hasWindow: true, from: 100 }, largestTopUp: { kind: 'number', isMoney: true, hasWindow: true, from: 100 },
  behaviour: { kind: 'number', hasWindow: true, hasOf: 'times', from: 3 }, tagDays: { kind: 'number', hasOf: 'days', from: 30 },
  daysSincePurchase: { kind: 'number', from: 30 }, daysSinceActivity: { kind: 'number', from: 30 }, daysSinceJoining: { kind: 'number', from: 30 }, pointsBalance: { kind: 'number', from: 1000 }, wallet: { kind: 'number', isMoney: true, from: 100 },
  recency: { kind: 'number', from: 4, max: 5 }, frequency: { kind: 'number', from: 4, max: 5 }, monetary: { kind: 'number', from: 4, max: 5 }, age: { kind: 'number', from: 18 },
  tier: { kind: 'list' }, rfm: { kind: 'list' }, birthMonth: { kind: 'list' }, joinChannel: { kind: 'list' }, locale: { kind: 'list' }, tag: { kind: 'list', isOne: true }, segment: { kind: 'list', isOne: true }, coupon: { kind: 'list' },
} as const satisfies Record<string, Kind>
export type Metric = keyof typeof metrics
export const kindOf = (metric: Metric): Kind => metrics[metric]
export const names = Object.keys(metrics) as Metric[]
export const fresh = (metric: Metric): Line => { const k = kindOf(metric); return { metric, compare: metric === 'daysSinceJoining' ? 'at most' : 'at least', number: k.kind === 'number' ? k.from : 0, months: 12, values: [], of: '', isNot: false } }

/** A line that says nothing yet is left out. */
export const isWhole = (line: Line) => { const k = kindOf(line.metric); return k.kind === 'list' ? line.values.length > 0 : !k.hasOf || line.of !== '' }

function written(line: Line): unknown {
  const plain = plainly(line, kindOf(line.metric))
  return line.isNot ? { not: plain } : plain
}

function plainly(line: Line, k: Kind): Record<string, unknown> {
  if (k.kind === 'list') return { [line.metric]: k.isOne ? line.values[0] : line.metric === 'birthMonth' ? line.values.map(Number) : line.values }
  const window = k.hasWindow ? { window: line.months === 0 ? 'lifetime' : `rolling ${line.months} months` } : {}
  if (k.hasOf === 'times') return { behaviour: line.of, times: line.number, ...window }
  return { ...(k.hasOf === 'days' ? { tag: line.of } : {}), [line.metric]: `${line.compare} ${line.number}`, ...window }
}

export function write(built: Built): string | undefined {
  const lines = built.lines.filter(isWhole)
  if (lines.length === 0) return undefined
  return JSON.stringify(lines.length === 1 ? written(lines[0]!) : { [built.joiner]: lines.map(written) })
}

function line(of: unknown): Line | undefined {
  if (typeof of !== 'object' || of === null || Array.isArray(of)) return undefined
  const found = of as Record<string, unknown>
  if ('not' in found) { const inner = Object.keys(found).length === 1 ? line(found.not) : undefined; return inner && !inner.isNot ? { ...inner, isNot: true } : undefined }
  const { window, ...rest } = found
  const made = ofSomething(rest) ?? plain(rest)
  if (!made) return undefined
  const k = kindOf(made.metric)
  const months = window === undefined ? ['', '12'] : window === 'lifetime' ? ['', '0'] : /^rolling (\d+) months?$/.exec(String(window))
  return months && (window !== undefined) === (k.kind === 'number' && (k.hasWindow ?? false)) ? { ...made, months: Number(months[1]) } : undefined
}

const threshold = (value: unknown, plainly: Compare) => { const told = /^(?:(at least|at most) )?(\d+(?:\.\d+)?)$/.exec(String(value)); return told ? { compare: (told[1] as Compare | undefined) ?? plainly, number: Number(told[2]) } : undefined }

/** A line of two keys: times of a behaviour, days of a tag. Without a number a behaviour is done once. */
function ofSomething(rest: Record<string, unknown>): Line | undefined {
  const keys = Object.keys(rest).sort().join()
  if (keys === 'behaviour' || keys === 'behaviour,times') {
    // A tree of the file holds numbers as they were written.
    const times = Number(rest.times ?? 1)
    return typeof rest.behaviour === 'string' && Number.isInteger(times) ? { ...fresh('behaviour'), of: rest.behaviour, number: times } : undefined
  }
  const days = keys === 'tag,tagDays' && typeof rest.tag === 'string' ? threshold(rest.tagDays, 'at least') : undefined
  return days && { ...fresh('tagDays'), of: String(rest.tag), ...days }
}

function plain(rest: Record<string, unknown>): Line | undefined {
  const [[metric, value] = []] = Object.entries(rest)
  if (metric === undefined || Object.keys(rest).length !== 1 || !(metric in metrics)) return undefined
  const made = fresh(metric as Metric)
  const k = kindOf(made.metric)
  if (k.kind === 'list') return k.isOne && Array.isArray(value) ? undefined : { ...made, values: [value].flat().map(String) }
  const told = k.hasOf ? undefined : threshold(value, metric.startsWith('days') ? 'at most' : 'at least')
  return told && { ...made, ...told }
}

/** The rows of a condition; undefined where it holds more than rows can show, so that it stays a text. */
export function read(text: string): Built | undefined {
  let of: unknown
  try { of = JSON.parse(text) } catch { return undefined }
  const joiner = typeof of === 'object' && of !== null && 'any' in of ? 'any' : 'all'
  const list = (of as Record<string, unknown> | null)?.[joiner]
  const lines = Array.isArray(list) && Object.keys(of as object).length === 1 ? list.map(line) : [line(of)]
  return lines.every(l => l !== undefined) ? { joiner, lines: lines as Line[] } : undefined
}
