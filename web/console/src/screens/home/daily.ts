/** The figures of one local date, of `/v1/reports/daily`. */
export interface Day { newMembers: number; active: number; orders: number; salesMinor: number; othersMinor: number; pointsEarned: number; pointsSpent: number }

export interface Daily { days: { on: string; figures: Day }[]; previousDays: { on: string; figures: Day }[] }
