// The shift of a paired till: opened with the cash that lies in the drawer, closed with the cash counted. The report is the server's.
import { reactive } from 'vue'
import { api, take } from '@shared/api/client'
import { ApiProblem } from '@shared/api/problem'
import { once } from '@shared/api/keys'
import { can } from '@console/session'
import { till } from './till'
import type { Report } from './rules/shift'

export const shift = reactive({
  /** What is known of the till's newest shift; `none` before its first, `unread` while nobody could say. */
  state: 'unread' as 'unread' | 'loading' | 'none' | 'open' | 'closed' | 'error',
  report: undefined as Report | undefined, says: '',
  /** The server said no for good: asking at each sale would only cost time. */
  isBarred: false,
})

/** Whether the server keeps shifts for this page: it stands at a till and is no practice. */
export const isKept = () => !till.isPractice && till.settings.till !== ''
const path = () => ({ tillCode: till.settings.till })

/** No till waits longer for one answer. */
const signal = () => AbortSignal.timeout(8_000)

/** Reads the newest shift with its report. */
export async function readShift(): Promise<void> {
  if (!isKept() || !can('purchases:read')) return
  if (shift.report === undefined) shift.state = 'loading'
  try {
    const page = await take(api.GET('/v1/tills/{tillCode}/shifts', { params: { path: path(), query: { limit: 1 } }, signal: signal() }))
    const newest = page.shifts[0]
    shift.report = newest && (await take(api.GET('/v1/tills/{tillCode}/shifts/{shiftId}', { params: { path: { ...path(), shiftId: newest.id } }, signal: signal() })))
    shift.state = !newest ? 'none' : newest.closedAt ? 'closed' : 'open'
    shift.says = ''
    if (shift.state === 'open') till.shiftSince = newest!.openedAt as unknown as string
  } catch (cause) {
    fail(problemOf(cause))
  }
}

/** A call that ran out of time has no answer, like one that found no server. */
function problemOf(cause: unknown): ApiProblem {
  if (cause instanceof ApiProblem) return cause
  if (cause instanceof DOMException) return ApiProblem.away()
  throw cause
}

function fail(cause: ApiProblem) {
  Object.assign(shift, { state: 'error', says: cause.message, isBarred: cause.status >= 400 && cause.status < 500 && cause.status !== 429 })
}

/** What should lie in the drawer before anybody opens it: what the last shift left. */
export const leftInDrawer = () => shift.report?.countedCashMinor ?? 0

export async function openShift(cashMinor: number): Promise<void> {
  try {
    shift.report = await take(api.POST('/v1/tills/{tillCode}/shifts', { body: { openingCashMinor: cashMinor }, params: { path: path(), header: once() }, signal: signal() }))
    shift.state = 'open'
    till.shiftSince = shift.report.openedAt as unknown as string
  } catch (cause) {
    // Another window opened it meanwhile.
    if (cause instanceof ApiProblem && cause.code === 'shift.open') return readShift()
    throw problemOf(cause)
  }
}

/** The first basket opens the shift, so that no sale is in no report: a sale counts at the instant of its price. What stands against it is told when the report is asked for. */
let beginning: Promise<void> | undefined
export const beginShift = (): Promise<void> => (beginning ??= begin().finally(() => (beginning = undefined)))

async function begin(): Promise<void> {
  if (!isKept() || shift.state === 'open' || shift.isBarred || !can('purchases:write')) return
  if (shift.state !== 'none' && shift.state !== 'closed') await readShift()
  if (shift.state !== 'none' && shift.state !== 'closed') return
  try {
    await openShift(leftInDrawer())
  } catch (cause) {
    fail(problemOf(cause))
  }
}

export async function closeWith(countedMinor: number): Promise<void> {
  try {
    shift.report = await take(api.POST('/v1/tills/{tillCode}/shifts/{shiftId}/close', { body: { countedCashMinor: countedMinor }, params: { path: { ...path(), shiftId: shift.report!.id }, header: once() }, signal: signal() }))
    shift.state = 'closed'
  } catch (cause) {
    // The answer of an earlier click was lost: it is closed, and its report is there.
    if (cause instanceof ApiProblem && cause.code === 'shift.closed') return readShift()
    throw problemOf(cause)
  }
}
