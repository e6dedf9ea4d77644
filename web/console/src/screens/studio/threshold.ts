// The thresholds of the draft that can be moved: the first comparison of each tier's enter condition, read from the lines of its file, and written back there.
// Only what stands plainly is offered (`enter: { spend: 600, window: rolling 12 months }`, or the first of `any` / `all`); the ladder edits the rest.
export interface Threshold { tier: string; metric: string; window: string; /** Minor units of money, else counts. */ value: number }

const metrics = ['spend', 'orders', 'growth', 'pointsEarned', 'topUps', 'largestTopUp', 'referrals'] as const
const money = new Set<string>(['spend', 'topUps', 'largestTopUp'])
export const isMoney = (metric: string) => money.has(metric)

interface Place { tier: string; from: number; to: number; metric: string; window: string; number: string; at: number }

function places(text: string): Place[] {
  const ladder = /^tiers:[ \t]*\n((?:[ \t]+.*\n|[ \t]*#.*\n|[ \t]*\n)*)/m.exec(text)
  if (!ladder) return []
  const start = ladder.index + ladder[0].length - ladder[1]!.length
  const found: Place[] = []
  const heads = [...ladder[1]!.matchAll(/^[ \t]*-[ \t]*(?:\{[ \t]*)?id:[ \t]*["']?([\w-]+)/gm)]
  heads.forEach((head, i) => {
    const from = start + head.index
    const to = i + 1 < heads.length ? start + heads[i + 1]!.index : start + ladder[1]!.length
    const block = text.slice(from, to)
    const enter = /(?:^|[\s{,])enter:/.exec(block)
    if (!enter) return
    const rest = block.slice(enter.index)
    const leaf = new RegExp(`(?:[{\\s,])(${metrics.join('|')}):[ \\t]*([\\d_.]+)`).exec(rest)
    if (!leaf) return
    const window = /window:[ \t]*["']?([a-zA-Z0-9 ]+?)["']?[ \t]*(?:[,}\n#]|$)/.exec(rest.slice(leaf.index))
    found.push({ tier: head[1]!, from, to, metric: leaf[1]!, window: window?.[1]?.trim() ?? 'lifetime', number: leaf[2]!, at: from + enter.index + leaf.index + leaf[0].length - leaf[2]!.length })
  })
  return found
}

export const thresholds = (text: string): Threshold[] => places(text).map(p => ({ tier: p.tier, metric: p.metric, window: p.window, value: Math.round(Number(p.number.replaceAll('_', '')) * (isMoney(p.metric) ? 100 : 1)) }))

/** The file with thresholds moved; undefined for a tier whose threshold does not stand plainly. */
export function withThresholds(text: string, moves: { tier: string; value: number }[]): string | undefined {
  let made = text
  for (const move of moves) {
    const place = places(made).find(p => p.tier === move.tier)
    if (!place) return undefined
    const number = isMoney(place.metric) ? (move.value % 100 === 0 ? String(move.value / 100) : (move.value / 100).toFixed(2)) : String(move.value)
    made = made.slice(0, place.at) + number + made.slice(place.at + place.number.length)
  }
  return made
}
