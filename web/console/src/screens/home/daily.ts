import type { Schemas } from '@shared/api/client'

/** The figures of one local date, of `/v1/reports/daily`; all are always there. */
export type Day = Required<Schemas['DayFigures']>

export interface Daily { days: { on: string; figures: Day }[]; previousDays: { on: string; figures: Day }[] }

/** Today so far beside the same weekday a week before, of `/v1/reports/today`. */
export interface TodaySoFar { on: string; now: Day; then: Day; thenOn: string; thenUntil: string }
