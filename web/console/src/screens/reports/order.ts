// Which reports a page exports: the very figures of the server, not of the screen.
import type { Schemas } from '@shared/api/client'
import { api, take } from '@shared/api/client'
import { mintKey } from '@shared/api/keys'
import { period } from './state'

export type Order = Pick<Schemas['ReportBody'], 'report' | 'by' | 'metric' | 'window'>

/** Orders an export of a report over the dates of the page; the file comes in the task centre. */
export const order = (one: Order, format: 'csv' | 'xlsx') =>
  take(api.POST('/v1/exports', { params: { header: { 'Idempotency-Key': mintKey() } }, body: { table: 'report', format, report: { ...one, from: period.value[0], through: period.value[1] } } as never }))
