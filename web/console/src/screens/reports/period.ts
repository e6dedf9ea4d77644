// Windows of dates, both ends inclusive, as reports take them. One window for all reports of the console; it stays in the address.
import { ref } from 'vue'

const two = (n: number) => String(n).padStart(2, '0')
const text = (d: Date) => `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())}`
const date = (s: string) => new Date(s + 'T00:00:00Z')
export const addDays = (on: string, days: number) => text(new Date(date(on).getTime() + days * 86_400_000))

/** Today as the server has it once it was asked, by the browser until then. */
export const today = ref(text(new Date(Date.now() + 8 * 3_600_000)))

/** The last n whole months before the one of `on`. */
export function lastMonths(n: number, on = today.value): [string, string] {
  const d = date(on)
  const first = new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth() - n, 1))
  const last = new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth(), 0))
  return [text(first), text(last)]
}

/** The n dates that end with `on`. */
export const lastDays = (n: number, on = today.value): [string, string] => [addDays(on, 1 - n), on]

/** From the first of its month to `on`. */
export const thisMonth = (on = today.value): [string, string] => [on.slice(0, 8) + '01', on]

/** As many dates right before a window. */
export function before([from, through]: [string, string]): [string, string] {
  const days = Math.round((date(through).getTime() - date(from).getTime()) / 86_400_000) + 1
  return [addDays(from, -days), addDays(from, -1)]
}
