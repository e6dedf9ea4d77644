// What the reports share: one period for all of them, the way from a figure to its rows, and definitions in the words of the answer.
import { ref, watch } from 'vue'
import { api, take } from '@shared/api/client'
import { lastMonths, today } from './period'

const kept = (): [string, string] | undefined => {
  try {
    const found = JSON.parse(sessionStorage.getItem('tessera.period') ?? 'null') as unknown
    return Array.isArray(found) && found.length === 2 && found.every(d => /^\d{4}-\d{2}-\d{2}$/.test(String(d))) ? (found as [string, string]) : undefined
  } catch { return undefined }
}
export const period = ref<[string, string]>(kept() ?? lastMonths(3))
watch(period, now => sessionStorage.setItem('tessera.period', JSON.stringify(now)))

/** The date of the server, which a test clock may move; asked once. */
let asked: Promise<void> | undefined
export const findToday = () => (asked ??= take(api.GET('/v1/reports/tier-distribution', {})).then(d => { today.value = d.on; if (!kept()) period.value = lastMonths(3, d.on) }).catch(() => { asked = undefined }))

export const rowsOf = (opens: string | null | undefined, title: string) => (opens ? { path: '/reports/rows', query: { of: opens, title } } : undefined)
export interface Meaning { id: string; name: string; definition: string }
export const meaning = (all: Meaning[] | null | undefined, id: string) => all?.find(d => d.id === id)?.definition
export const range = () => ({ from: period.value[0], through: period.value[1] })
