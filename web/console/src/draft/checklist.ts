// The legal checklist of a publication: what is still to be signed, and what goes with it.
import type { Schemas } from '@shared/api/client'
import { moment } from '@shared/format/format'

export type Checklist = Schemas['ChecklistView']

/** Checks that hold the publication up: none where the programme does not ask for signing. */
export const missing = (list: Checklist | undefined, signed: readonly string[]): string[] =>
  list?.isRequired ? list.checks.map(c => c.code).filter(c => !signed.includes(c)) : []

/** What is sent: only what is on the list, in its order; nothing where nothing was signed. */
export function signing(list: Checklist | undefined, signed: readonly string[]): { checked?: string[] } {
  const checked = (list?.checks ?? []).map(c => c.code).filter(c => signed.includes(c))
  return checked.length > 0 ? { checked } : {}
}

/** What the ticks stand for: the list and the changes as they were read. They are dropped when either is another. */
export const sense = (list: Checklist, changes: readonly Schemas['ChangeView'][]): string =>
  JSON.stringify([list.checks.map(c => [c.code, c.causes.map(x => x.pointer)]), changes.map(c => c.sentence)])

/** The instant of a wall clock of the shop, `2026-03-01T00:00`; where the clock jumps, the later reading. */
export function instantAt(wall: string, zone: string): string {
  const meant = Date.parse(`${wall}:00Z`)
  const offset = (at: number) => Date.parse(`${moment(new Date(at).toISOString(), zone).replace(' ', 'T')}:00Z`) - at
  const first = meant - offset(meant)
  return new Date(meant - offset(first)).toISOString()
}
