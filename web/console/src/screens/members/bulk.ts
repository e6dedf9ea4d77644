// Work on many members, one request each: every row has its own key, its own answer and its own way back.
import { api, take, type Schemas } from '@shared/api/client'
import { mintKey } from '@shared/api/keys'
import { ApiProblem } from '@shared/api/problem'

type Member = Schemas['MemberView']
export type RowState = 'ready' | 'same' | 'running' | 'done' | 'waits' | 'failed' | 'undone'
export interface BulkRow { member: Member; says: string; state: RowState; problem?: string; key: string; undo?: () => Promise<unknown> }
export interface BulkWork { says: (m: Member) => { text: string; isSame: boolean }; run: (m: Member, key: string) => Promise<{ waits: boolean; undo?: () => Promise<unknown> }> }

export const rowsOf = (members: readonly Member[], work: BulkWork): BulkRow[] =>
  members.map(member => { const { text, isSame } = work.says(member); return { member, says: text, state: isSame ? 'same' : 'ready', key: mintKey() } })

/** One after the other; what failed is told in its row and does not stop the rest. */
export async function each(rows: BulkRow[], from: RowState, work: (row: BulkRow) => Promise<RowState>, isStopped: () => boolean) {
  for (const row of rows.filter(r => r.state === from)) {
    if (isStopped()) return
    row.state = 'running'
    try {
      row.state = await work(row)
      row.problem = undefined
    } catch (cause) {
      if (!(cause instanceof ApiProblem)) throw cause
      row.state = 'failed'
      row.problem = cause.problem.errors?.[0]?.detail ?? cause.message
    }
  }
}

const path = (m: Member) => ({ memberId: m.id! })
const at = (m: Member, key?: string) => ({ params: { path: path(m) }, ...(key ? { headers: { 'Idempotency-Key': key } } : {}) })

export function tagWork(tag: string, through: string | null, words: { will: string; has: string }): BulkWork {
  return {
    says: m => (m.tags?.some(x => x.tag === tag) ? { text: words.has, isSame: true } : { text: words.will, isSame: false }),
    run: async (m, key) => {
      await take(api.POST('/v1/members/{memberId}/tags', { ...at(m, key), body: { tag, through } } as never))
      return { waits: false, undo: () => take(api.DELETE('/v1/members/{memberId}/tags/{tag}', { params: { path: { ...path(m), tag } } } as never)) }
    },
  }
}

export function pointsWork(points: number, reasonCode: string, note: string | null, words: { will: (from: number, to: number) => string; undo: string }): BulkWork {
  const adjust = (m: Member, key: string, by: number, why: string | null) => take(api.POST('/v1/members/{memberId}/points/adjustments', { ...at(m, key), body: { points: by, reasonCode, note: why } } as never))
  return {
    says: m => ({ text: words.will(m.balance, m.balance + points), isSame: false }),
    run: async (m, key) => {
      const answer = await adjust(m, key, points, note) as object
      return 'maker' in answer ? { waits: true } : { waits: false, undo: () => adjust(m, mintKey(), -points, words.undo) }
    },
  }
}

export function tierWork(tier: string, reasonCode: string, note: string | null, words: { will: (m: Member) => string; same: string; undo: string }): BulkWork {
  const set = (m: Member, key: string, to: string, why: string | null) => take(api.POST('/v1/members/{memberId}/tier', { ...at(m, key), body: { tier: to, reasonCode, note: why } } as never))
  return {
    says: m => (m.earnedTier === tier ? { text: words.same, isSame: true } : { text: words.will(m), isSame: false }),
    run: async (m, key) => {
      await set(m, key, tier, note)
      return { waits: false, undo: () => set(m, mintKey(), m.earnedTier, words.undo) }
    },
  }
}

export function couponWork(kind: string, each: number, reasonCode: string, note: string | null, words: { will: string }): BulkWork {
  return {
    says: () => ({ text: words.will, isSame: false }),
    run: async (m, key) => {
      const fact = await take(api.POST('/v1/members/{memberId}/coupons', { ...at(m, key), body: { kind, count: each, reasonCode, note } } as never)) as Schemas['FactView']
      const ids = fact.coupons?.map(c => c.id) ?? []
      return { waits: false, undo: async () => { for (const couponId of ids) await take(api.POST('/v1/coupons/{couponId}/void', { params: { path: { couponId } }, body: { reasonCode: 'correction' } } as never)) } }
    },
  }
}
