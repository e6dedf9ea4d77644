import { expect, it } from 'vitest'
import { useDeed } from './deed'
import { ApiProblem } from './problem'

const refused = (status: number) => new ApiProblem({ type: 'about:blank', status, code: 'x', title: 'no', requestId: '' })

it('hands the same key to a click whose answer was lost, and another to what was answered or is another deed', async () => {
  const deed = useDeed()
  const keys: string[] = []
  const click = (input: string, problem?: ApiProblem) => deed.run(async header => { keys.push(header['Idempotency-Key']); if (problem) throw problem }, input)
  expect(await click('a', ApiProblem.away())).toBe(false)
  await click('a', refused(503))
  expect(await click('a', refused(409))).toBe(false)
  expect(await click('a')).toBe(true)
  await click('a', ApiProblem.away())
  await click('b')
  expect(keys[1]).toBe(keys[0])
  expect(keys[2]).toBe(keys[0])
  expect(new Set(keys).size).toBe(4)
})
