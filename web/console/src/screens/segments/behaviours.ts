// The behaviours that the programme in force knows, to choose from: those that earn points and those that let growth rise.
import { asList, asMap, asText, at, nameOf, type Node } from '../rules/program'

export function behavioursOf(root: Node | undefined, isZh: boolean): { value: string; label: string }[] {
  const named = new Map<string, string>()
  for (const rule of asList(at(root, '/earn')).map(n => asMap(n))) if (asText(rule.behaviour) !== '') named.set(asText(rule.behaviour), nameOf(rule, isZh))
  for (const type of Object.keys(asMap(at(root, '/growth/behaviours')))) if (!named.has(type)) named.set(type, type)
  return [...named].map(([value, label]) => ({ value, label }))
}
