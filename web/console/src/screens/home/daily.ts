import type { Schemas } from '@shared/api/client'
import { change } from '@shared/format/format'

/** The figures of one local date, of `/v1/reports/daily`; all are always there. */
export type Day = Required<Schemas['DayFigures']>

export interface Daily { days: { on: string; figures: Day }[]; previousDays: { on: string; figures: Day }[] }

/** Today so far beside the same weekday a week before, of `/v1/reports/today`. */
export interface TodaySoFar { on: string; now: Day; then: Day; thenOn: string; thenUntil: string }

/** The change beside the week before. While nothing was sold yet a figure of nothing is a young day, not a loss of everything. */
export function delta(now: Day, then: Day, of: (d: Day) => number): string | null {
  const isYoung = now.salesMinor + now.othersMinor === 0 && of(now) === 0
  return isYoung ? null : change(of(now), of(then))
}
