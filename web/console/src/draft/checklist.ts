// The legal checklist of a publication: what is still to be signed, and what goes with it.
import type { Schemas } from '@shared/api/client'

export type Checklist = Schemas['ChecklistView']

/** Checks that hold the publication up: none where the programme does not ask for signing. */
export const missing = (list: Checklist | undefined, signed: readonly string[]): string[] =>
  list?.isRequired ? list.checks.map(c => c.code).filter(c => !signed.includes(c)) : []

/** What is sent: only what is on the list, in its order; nothing where nothing was signed. */
export function signing(list: Checklist | undefined, signed: readonly string[]): { checked?: string[] } {
  const checked = (list?.checks ?? []).map(c => c.code).filter(c => signed.includes(c))
  return checked.length > 0 ? { checked } : {}
}

/** What the ticks stand for: they are dropped when the list asks for something else. */
export const sense = (list: Checklist): string => JSON.stringify(list.checks.map(c => [c.code, c.causes.map(x => [x.pointer, x.sentence])]))
