// How the programme file is written: a value as text, a node in one line, an item of a list over several lines.
import { isMap, type Map, type Node } from '../screens/rules/program'

/** A text as the file holds it: plain where it reads back the same, else in double quotes. */
export function scalar(text: string): string {
  const isPlain = /^[\p{L}\p{N}][\p{L}\p{N} ._%+×/()（）·-]*$/u.test(text) && !/\s$/.test(text) && !/^(null|~|true|false)$/i.test(text)
  return isPlain ? text : JSON.stringify(text)
}

/** A node in one line. */
export function inLine(node: Node): string {
  if (Array.isArray(node)) return `[${node.map(inLine).join(', ')}]`
  if (isMap(node)) return Object.keys(node).length === 0 ? '{}' : `{ ${Object.entries(node).map(([key, value]) => `${key}: ${inLine(value)}`).join(', ')} }`
  return scalar(node)
}

/** An item of a list: a line for each key, lists of maps with a line for each. */
export function item(node: Map): string {
  return Object.entries(node).map(([key, value]) => {
    if (Array.isArray(value) && value.length > 0 && value.every(isMap)) return `${key}:\n${value.map(v => `  - ${inLine(v)}`).join('\n')}`
    return `${key}: ${inLine(value)}`
  }).join('\n')
}

/** An id out of a name: Latin letters and digits of it, or a prefix, made unique. */
export function newId(name: string, prefix: string, used: readonly string[]): string {
  const base = name.toLowerCase().normalize('NFKD').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 40) || prefix
  if (!used.includes(base)) return base
  for (let n = 2; ; n++) if (!used.includes(`${base}-${n}`)) return `${base}-${n}`
}

/** A copy that may be changed; what a page shows is watched and cannot be cloned as it is. */
export const copyOf = <N extends Node>(node: N): N => JSON.parse(JSON.stringify(node)) as N
