// Edits that put a tier into the ladder or take one out. Pure.
import { copyOf, inLine, item, newId } from '../../draft/written'
import { asList, asMap, asText, at, isMap, isMoney, leavesOf, reviewsOf, tiersOf, timesOf, type Edit, type Leaf, type Map, type Node } from './program'

/** About half way between two figures, rounded to what a person would write: 600 and 2000 give 1300, 2 and 4 give 3. */
export function between(low: number, high: number): number {
  const middle = (low + high) / 2
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, high - low))) - 2) * 5
  const rounded = Math.round(middle / step) * step
  return rounded > low && rounded < high ? rounded : Math.round(middle) > low && Math.round(middle) < high ? Math.round(middle) : high
}

const numberOf = (leaf: Leaf | undefined) => (leaf && /^\d+(\.\d+)?$/.test(leaf.value) ? Number(leaf.value) : undefined)

// The condition of a neighbour with its first figure moved: half way down to the tier below, or twice as much above the highest.
function conditionBetween(below: Node | undefined, above: Node | undefined): Node | undefined {
  const source = above ?? below
  if (!isMap(source)) return undefined
  const leaf = leavesOf(source, '')[0]
  const figure = numberOf(leaf)
  if (!leaf || figure === undefined) return copyOf(source)
  const under = leavesOf(below, '').find(l => l.metric === leaf.metric && l.of === leaf.of)
  const made = copyOf(source)
  const value = above === undefined ? figure * 2 : between(numberOf(under) ?? 0, figure)
  setAt(made, leaf.pointer, String(value))
  return made
}

function setAt(root: Map, pointer: string, value: Node) {
  const steps = pointer.split('/').slice(1)
  const holder = at(root, '/' + steps.slice(0, -1).join('/').replace(/^\/$/, '')) ?? root
  const node = steps.length === 1 ? root : holder
  if (Array.isArray(node)) node[Number(steps.at(-1))] = value
  else if (isMap(node)) node[steps.at(-1)!] = value
}

/** A tier at a place of the ladder (1 is right above the base), with figures between its neighbours' and the benefits of the one below. */
export function addTierEdits(root: Node | undefined, place: number, name: { zh: string; en: string }): Edit[] {
  const tiers = tiersOf(root)
  const [below, above] = [tiers[place - 1], tiers[place]]
  const id = newId(name.en, 'tier', tiers.map(t => t.id))
  const times = [timesOf(asText(below?.node.multiplier, '1')), above ? timesOf(asText(above.node.multiplier, '1')) : undefined] as const
  const enter = conditionBetween(below?.node.enter, above?.node.enter)
  const tier: Map = { id, name: { zh: name.zh, en: name.en } }
  if (enter !== undefined) tier.enter = enter
  if (below?.node.entry !== undefined) tier.entry = below.node.entry
  const middle = times[1] === undefined ? times[0] + 0.5 : (times[0] + times[1]) / 2
  if (Number.isFinite(middle)) tier.multiplier = String(Math.round(middle * 100) / 100)
  if (asList(below?.node.has).length > 0) tier.has = below!.node.has!
  const edits: Edit[] = [{ pointer: above ? `/tiers/${place}` : '/tiers/-', value: item(tier), ...(above ? { insert: true } : {}) }]
  for (const review of reviewsOf(root)) {
    const keep = review.node.keep
    if (!isMap(keep)) continue
    const made = conditionBetween(below && keep[below.id], above && keep[above.id])
    if (made !== undefined) edits.push({ pointer: `${review.pointer}/keep/${id}`, value: inLine(made) })
  }
  return edits
}

/** Switches a tier off: at the effective instant its members move to another. */
export const retireTierEdits = (pointer: string, to: string): Edit[] => [{ pointer: pointer + '/enabled', value: 'no' }, { pointer: pointer + '/replacedBy', value: to }]

export const reviveTierEdits = (tier: { pointer: string; node: Map }): Edit[] => ['enabled', 'replacedBy'].filter(key => tier.node[key] !== undefined).map(key => ({ pointer: `${tier.pointer}/${key}`, value: null }))

/** Leaves a tier that holds nobody out of the file, with what reviews and lists of tiers say about it. A list that would be empty, and so mean every tier, stays for a person to decide. */
export function removeTierEdits(root: Node | undefined, index: number): Edit[] {
  const id = tiersOf(root)[index]!.id
  const edits: Edit[] = reviewsOf(root).filter(r => asMap(r.node.keep)[id] !== undefined).map(r => ({ pointer: `${r.pointer}/keep/${id}`, value: null }))
  const walk = (node: Node, pointer: string) => {
    if (Array.isArray(node)) {
      const ids = node.map(n => asText(n))
      if (/\/(tiers|claimTiers)$/.test(pointer) && pointer !== '/tiers' && ids.includes(id)) {
        if (ids.length > 1) edits.push({ pointer, value: inLine(ids.filter(i => i !== id)) })
      } else node.forEach((n, i) => walk(n, `${pointer}/${i}`))
    } else if (isMap(node)) for (const [key, value] of Object.entries(node)) walk(value, `${pointer}/${key}`)
  }
  if (root !== undefined) walk(root, '')
  return [...edits, { pointer: `/tiers/${index}`, value: null }]
}

/** Adds a comparison to a condition; `any` and `all` that join otherwise are wrapped. */
export function addLeafEdit(pointer: string, condition: Node | undefined, leaf: Map, join: 'all' | 'any'): Edit {
  if (!isMap(condition) || Object.keys(condition).length === 0) return { pointer, value: inLine(leaf) }
  if (Array.isArray(condition[join])) return { pointer: `${pointer}/${join}/-`, value: inLine(leaf) }
  return { pointer, value: inLine({ [join]: [condition, leaf] }) }
}

/** Takes a comparison out; of two that were joined the other is left alone. */
export function removeLeafEdit(pointer: string, condition: Node | undefined, leaf: Leaf): Edit {
  const inside = leaf.pointer.slice(pointer.length).split('/').slice(1, -1)
  const join = inside[0] as 'all' | 'any' | undefined
  const parts = isMap(condition) && join ? asList(condition[join]) : []
  if (inside.length !== 2 || parts.length === 0) return { pointer, value: null }
  const left = parts.filter((_, i) => i !== Number(inside[1]))
  return left.length === 1 ? { pointer, value: inLine(left[0]!) } : { pointer: `${pointer}/${join}/${inside[1]}`, value: null }
}

/** Whether a comparison can be taken out by itself. */
export const isLoose = (pointer: string, leaf: Leaf) => leaf.pointer.slice(pointer.length).split('/').length === 4

/** A comparison as it begins: of money, or of a count. */
export function freshLeaf(metric: Leaf['metric'], window: string): Map {
  if (metric === 'behaviour') return { behaviour: 'checkin', times: '10', window }
  const figure = isMoney({ metric } as Leaf) ? '1000' : metric === 'orders' ? '10' : metric === 'referrals' ? '3' : '100'
  return metric === 'pointsBalance' || metric.startsWith('daysSince') ? { [metric]: figure } : { [metric]: figure, window }
}
