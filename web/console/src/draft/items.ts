// Edits of whole items of a list of the draft. Pure.
import { asList, asMap, asText, at, type Edit, type Map, type Node } from '../screens/rules/program'
import { idsOf, type Kind } from './kinds'
import { copyOf, inLine, item, newId } from './written'

/** The same once more behind it, with an id of its own and a name that says so; `named` holds {name}. */
export function copyEdit(root: Node | undefined, kind: Pick<Kind, 'path' | 'prefix'>, index: number, named: string): Edit {
  const node = copyOf(asMap(at(root, `${kind.path}/${index}`)))
  const copy: Map = { ...node, id: newId(asText(node.id), kind.prefix, idsOf(root)) }
  const name = asMap(node.name)
  if (node.name !== undefined) copy.name = { zh: named.replace('{name}', asText(name.zh)).slice(0, 30), en: named.replace('{name}', asText(name.en)).slice(0, 30) }
  const next = index + 1
  return next < asList(at(root, kind.path)).length ? { pointer: `${kind.path}/${next}`, value: item(copy), insert: true } : { pointer: `${kind.path}/-`, value: item(copy) }
}

export const toggleEdit = (path: string, index: number, node: Map): Edit => ({ pointer: `${path}/${index}/enabled`, value: asText(node.enabled, 'yes') !== 'no' ? 'no' : null })

export const moveEdit = (path: string, from: number, to: number): Edit => ({ pointer: `${path}/${to}`, from: `${path}/${from}` })

/** Takes an item out, and its id out of the lists of tiers, plans and gifts that name it. */
export function removeEdits(root: Node | undefined, path: string, index: number): Edit[] {
  const id = asText(asMap(at(root, `${path}/${index}`)).id)
  const edits: Edit[] = []
  const without = (list: string) => {
    const ids = asList(at(root, list)).map(n => asText(n))
    if (ids.includes(id)) edits.push({ pointer: list, value: inLine(ids.filter(i => i !== id)) })
  }
  const gifts = (list: string) => {
    const left = asList(at(root, list)).filter(n => asText(asMap(n).coupon, asText(n)) !== id)
    if (left.length < asList(at(root, list)).length) edits.push(left.length > 0 ? { pointer: list, value: inLine(left) } : { pointer: list, value: null })
  }
  asList(at(root, '/tiers')).forEach((_, i) => { if (path === '/benefits') without(`/tiers/${i}/has`); if (path === '/coupons') gifts(`/tiers/${i}/giftCoupons`) })
  if (path === '/benefits') asList(at(root, '/plans')).forEach((_, i) => without(`/plans/${i}/benefits`))
  if (path === '/coupons') asList(at(root, '/benefits')).forEach((_, i) => gifts(`/benefits/${i}/coupons`))
  return [...edits, { pointer: `${path}/${index}`, value: null }]
}
