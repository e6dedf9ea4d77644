// The filters of the member list as they stand in the address, in a saved view and in a request.
import type { paths } from '@shared/api/schema'

export type MemberQuery = NonNullable<paths['/v1/members']['get']['parameters']['query']>
export type Values = Record<string, string | undefined>
export const keys = ['tier', 'visit', 'tag', 'channel', 'birthdayMonth', 'balanceFrom', 'segment', 'warned', 'status'] as const

export function back(today: string, days: number): string {
  const date = new Date(today + 'T00:00:00Z')
  date.setUTCDate(date.getUTCDate() - days)
  return date.toISOString().slice(0, 10)
}

/** `30-90` days before today as dates; `180-` has no first one. */
export function visitDates(visit: string | undefined, today: string): Pick<MemberQuery, 'lastVisitFrom' | 'lastVisitThrough'> {
  const [near, far] = /^(\d+)-(\d*)$/.exec(visit ?? '')?.slice(1) ?? []
  if (near === undefined) return {}
  return { ...(far ? { lastVisitFrom: back(today, Number(far)) } : {}), ...(near === '0' ? {} : { lastVisitThrough: back(today, Number(near)) }) }
}

/** What the API is asked. */
export function queryOf(values: Values, today: string): MemberQuery {
  const { visit, birthdayMonth, balanceFrom, status, warned, ...plain } = values
  const number = (text: string | undefined) => (text && /^\d+$/.test(text) ? Number(text) : undefined)
  return { ...plain, ...visitDates(visit, today), birthdayMonth: number(birthdayMonth), balanceFrom: number(balanceFrom), warnedFrom: number(warned) ? back(today, number(warned)! - 1) : undefined, status: status as MemberQuery['status'] }
}

export const pick = (from: Record<string, unknown>): Values => Object.fromEntries(keys.flatMap(k => (typeof from[k] === 'string' && from[k] !== '' ? [[k, from[k] as string]] : [])))
export const same = (a: Values, b: Values) => keys.every(k => a[k] === b[k])
