// A week of one resource as a table: times down, days across. Pure.
import type { Schemas } from '@shared/api/client'

export interface Week { days: string[]; times: string[]; bookings: (on: string, at: string) => Schemas['BookingView'][]; slot: (on: string, at: string) => Schemas['SlotView'] | undefined }

/** The date so many days after another, or before it. */
export function after(on: string, days: number): string {
  const [y, m, d] = on.split('-').map(Number) as [number, number, number]
  return new Date(Date.UTC(y, m - 1, d + days)).toISOString().slice(0, 10)
}

/** Dates from one on. */
export const daysFrom = (first: string, n = 7): string[] => Array.from({ length: n }, (_, i) => after(first, i))

/** The Monday on or before a date. */
export const mondayOf = (on: string): string => after(on, -((new Date(on + 'T00:00:00Z').getUTCDay() + 6) % 7))

export function weekOf(first: string, bookings: Schemas['BookingView'][], slots: Schemas['SlotView'][]): Week {
  const at = (time: string) => time.slice(0, 5)
  return {
    days: daysFrom(first), times: [...new Set([...bookings, ...slots].map(x => at(x.at)))].sort(),
    bookings: (on, time) => bookings.filter(b => b.on === on && at(b.at) === time), slot: (on, time) => slots.find(s => s.on === on && at(s.at) === time),
  }
}
