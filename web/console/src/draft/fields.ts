// A form over an item of the programme file: its values from the node, the node from its values, and the edits between two states. Pure.
import type { Pair } from '@shared/i18n/texts'
import { asList, asMap, asText, at, isMap, type Edit, type Map, type Node } from '../screens/rules/program'
import { copyOf, inLine } from './written'

export type FieldKind = 'text' | 'long' | 'money' | 'whole' | 'share' | 'discount' | 'multiplier' | 'length' | 'date' | 'time' | 'choice' | 'many' | 'words' | 'rows' | 'condition'
export type Form = Record<string, Entry>
export type Entry = string | string[] | Form[]

export interface Field {
  /** Path below the item: `name/zh`. */
  key: string
  label: Pair
  kind: FieldKind
  says?: Pair
  /** For choice and many: the values that may stand and their words. */
  choices?: readonly (readonly [value: string, words: Pair])[]
  /** Choices that the draft or the shop brings. */
  from?: 'tiers' | 'benefits' | 'groups' | 'stores' | 'savings'
  isRequired?: boolean
  /** Two beside each other. */
  isHalf?: boolean
  /** Fields of a row, for rows. */
  of?: readonly Field[]
  /** Where it is asked; everywhere without it. */
  when?: (form: Form) => boolean
}

const shapes: Partial<Record<FieldKind, RegExp>> = {
  money: /^\d{1,9}(\.\d{1,2})?$/, whole: /^(\d{1,10}|unlimited)$/, share: /^\d+(\.\d+)?\s*%$/, discount: /^(\d+(\.\d+)?\s*(折|%)|0\.\d+|free)$/, multiplier: /^\d+(\.\d{1,4})?$/,
  length: /^(none|\d+ (day|month|year|minute)s?)$/, date: /^\d{4}-\d{2}-\d{2}$/, time: /^\d{2}:\d{2}$/,
}

/** Whether what stands in a field can be written; what it means is for the server. */
export function isFit(field: Field, entry: Entry | undefined): boolean {
  if (Array.isArray(entry)) return field.kind === 'rows' ? (entry as Form[]).every(row => field.of!.every(f => isFit(f, row[f.key]))) && !(field.isRequired && entry.length === 0) : !(field.isRequired && entry.length === 0)
  const text = entry?.trim() ?? ''
  if (field.kind === 'condition' && text !== '') return conditionOf(text) !== undefined
  return text === '' ? !field.isRequired : (shapes[field.kind]?.test(text) ?? true)
}

/** A condition stands in its field as JSON; in the file every value is as it is written. */
function conditionOf(text: string): Map | undefined {
  try {
    const found = written(JSON.parse(text))
    return isMap(found) && Object.keys(found).length > 0 ? found : undefined
  } catch { return undefined }
}

const written = (value: unknown): Node => (Array.isArray(value) ? value.map(written) : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, v]) => [key, written(v)])) : String(value))

const isList = (field: Field) => field.kind === 'many' || field.kind === 'words'

function entryOf(field: Field, node: Node | undefined): Entry {
  if (field.kind === 'rows') return asList(node).map(row => formOf(field.of!, asMap(row)))
  if (field.kind === 'condition') return node === undefined ? '' : JSON.stringify(node)
  if (isList(field)) return node === undefined ? [] : Array.isArray(node) ? node.map(v => asText(v)) : [asText(node)].filter(Boolean)
  return asText(node)
}

export function formOf(fields: readonly Field[], node: Map): Form {
  return Object.fromEntries(fields.map(f => [f.key, entryOf(f, at(node, '/' + f.key))]))
}

function nodeOfEntry(field: Field, entry: Entry | undefined): Node | undefined {
  if (field.kind === 'rows') return (entry as Form[] | undefined)?.length ? (entry as Form[]).map(row => nodeOf(field.of!, row)) : undefined
  if (Array.isArray(entry)) return entry.length ? (entry as string[]) : undefined
  if (field.kind === 'condition') return conditionOf(entry ?? '')
  return entry?.trim() ? entry.trim() : undefined
}

/** The item as the file would hold it; what is blank is left out. `rest` is what the form does not ask. */
export function nodeOf(fields: readonly Field[], form: Form, rest: Map = {}): Map {
  const node = copyOf(rest)
  for (const field of fields) {
    const value = nodeOfEntry(field, form[field.key])
    const steps = field.key.split('/')
    if (value === undefined) continue
    let map = node
    for (const step of steps.slice(0, -1)) map = (isMap(map[step]) ? map[step] : (map[step] = {})) as Map
    map[steps.at(-1)!] = value
  }
  return node
}

/** Edits that make the item at a pointer what the form says; a map that is not there yet is written whole. */
export function editsOf(fields: readonly Field[], pointer: string, was: Map, form: Form): Edit[] {
  const edits: Edit[] = []
  const made = new Set<string>()
  const wanted = nodeOf(fields, form)
  for (const field of fields) {
    const [value, before] = [nodeOfEntry(field, form[field.key]), at(was, '/' + field.key)]
    if (same(field, value, before)) continue
    const root = rootOf(was, field.key)
    if (made.has(root)) continue
    if (root !== field.key) made.add(root)
    const written = root === field.key ? value : at(wanted, '/' + root)
    if (written !== undefined) edits.push({ pointer: `${pointer}/${root}`, value: inLine(written) })
    else if (before !== undefined) edits.push({ pointer: `${pointer}/${goneOf(fields, was, form, field.key)}`, value: null })
  }
  return edits.filter((e, i) => edits.findIndex(o => o.pointer === e.pointer) === i)
}

const same = (field: Field, value: Node | undefined, before: Node | undefined) => JSON.stringify(value ?? null) === JSON.stringify(before === undefined ? null : (nodeOfEntry(field, entryOf(field, before)) ?? null))

// The highest map of the path that the item does not have yet.
function rootOf(was: Map, key: string): string {
  const steps = key.split('/')
  for (let n = 1; n < steps.length; n++) if (!isMap(at(was, '/' + steps.slice(0, n).join('/')))) return steps.slice(0, n).join('/')
  return key
}

// A map goes with the last of what stood in it.
function goneOf(fields: readonly Field[], was: Map, form: Form, key: string): string {
  const steps = key.split('/')
  for (let n = 1; n < steps.length; n++) {
    const root = steps.slice(0, n).join('/')
    const left = Object.keys(asMap(at(was, '/' + root))).filter(k => {
      const field = fields.find(f => f.key === `${root}/${k}` || f.key.startsWith(`${root}/${k}/`))
      return field === undefined || fields.some(f => (f.key === `${root}/${k}` || f.key.startsWith(`${root}/${k}/`)) && nodeOfEntry(f, form[f.key]) !== undefined)
    })
    if (left.length === 0) return root
  }
  return key
}
