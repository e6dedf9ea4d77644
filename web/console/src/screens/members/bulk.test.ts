import { expect, it } from 'vitest'
import { ApiProblem } from '@shared/api/problem'
import { each, rowsOf, tagWork, type BulkRow } from './bulk'

const member = (id: string, tags: string[] = []) => ({ id, tags: tags.map(tag => ({ tag, since: '2026-01-01' })) }) as never

it('leaves who has the tag alone, and goes on after a row that failed', async () => {
  const rows = rowsOf([member('a'), member('b', ['vip']), member('c')], tagWork('vip', null, { will: 'gets', has: 'has' }))
  expect(rows.map(r => [r.says, r.state])).toEqual([['gets', 'ready'], ['has', 'same'], ['gets', 'ready']])
  expect(new Set(rows.map(r => r.key)).size).toBe(3)
  const seen: string[] = []
  await each(rows, 'ready', async (row: BulkRow) => {
    seen.push(row.member.id!)
    if (row.member.id === 'a') throw new ApiProblem({ type: '', status: 409, code: 'x', title: 'x', detail: 'closed', requestId: '' })
    return 'done'
  }, () => false)
  expect(seen).toEqual(['a', 'c'])
  expect(rows.map(r => [r.state, r.problem])).toEqual([['failed', 'closed'], ['same', undefined], ['done', undefined]])
})
