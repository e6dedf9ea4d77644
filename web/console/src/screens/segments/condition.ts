// Conditions as rows: what the builder draws, written in the words of the programme file (as JSON, which it reads too) and read back from there.
export type Compare = 'at least' | 'at most'
export interface Line { metric: Metric; compare: Compare; number: number; months: number; values: string[]; isNot: boolean }
export interface Built { joiner: 'all' | 'any'; lines: Line[] }

type Kind = { kind: 'number'; isMoney?: boolean; hasWindow?: boolean; from: number; max?: number } | { kind: 'list' }
export const metrics = {
  spend: { kind: 'number', isMoney: true, hasWindow: true, from: 500 }, orders: { kind: 'number', hasWindow: true, from: 3 }, largestOrder: { kind: 'number', isMoney: true, hasWindow: true, from: 100 }, averageOrder: { kind: 'number', isMoney: true, hasWindow: true, from: 50 },
  daysSincePurchase: { kind: 'number', from: 30 }, daysSinceJoining: { kind: 'number', from: 30 }, pointsBalance: { kind: 'number', from: 1000 }, wallet: { kind: 'number', isMoney: true, from: 100 },
  recency: { kind: 'number', from: 4, max: 5 }, frequency: { kind: 'number', from: 4, max: 5 }, monetary: { kind: 'number', from: 4, max: 5 }, age: { kind: 'number', from: 18 },
  tier: { kind: 'list' }, rfm: { kind: 'list' }, birthMonth: { kind: 'list' }, joinChannel: { kind: 'list' }, tag: { kind: 'list' }, coupon: { kind: 'list' },
} as const satisfies Record<string, Kind>
export type Metric = keyof typeof metrics
export const kindOf = (metric: Metric): Kind => metrics[metric]
export const names = Object.keys(metrics) as Metric[]
export const fresh = (metric: Metric): Line => { const k = kindOf(metric); return { metric, compare: metric === 'daysSinceJoining' ? 'at most' : 'at least', number: k.kind === 'number' ? k.from : 0, months: 12, values: [], isNot: false } }

/** A line that says nothing yet is left out. */
export const isWhole = (line: Line) => kindOf(line.metric).kind === 'number' || line.values.length > 0

function written(line: Line): unknown {
  const k = kindOf(line.metric)
  const values = line.metric === 'birthMonth' ? line.values.map(Number) : line.values
  const plain: Record<string, unknown> = k.kind === 'list' ? { [line.metric]: line.metric === 'tag' ? line.values[0] : values } : { [line.metric]: `${line.compare} ${line.number}`, ...(k.hasWindow ? { window: line.months === 0 ? 'lifetime' : `rolling ${line.months} months` } : {}) }
  return line.isNot ? { not: plain } : plain
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
  const [[metric, value] = []] = Object.entries(rest)
  if (metric === undefined || Object.keys(rest).length !== 1 || !(metric in metrics)) return undefined
  const made = fresh(metric as Metric)
  const k = kindOf(made.metric)
  if (k.kind === 'list') return window === undefined ? { ...made, values: [value].flat().map(String) } : undefined
  const told = typeof value === 'number' ? [String(value), metric.startsWith('days') ? 'at most' : 'at least', String(value)] : /^(at least|at most) ([\d.]+)$/.exec(String(value))
  const months = window === undefined ? ['', '12'] : window === 'lifetime' ? ['', '0'] : /^rolling (\d+) months?$/.exec(String(window))
  if (!told || !months || (window !== undefined) !== (k.hasWindow ?? false)) return undefined
  return { ...made, compare: told[1] as Compare, number: Number(told[2]), months: Number(months[1]) }
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
