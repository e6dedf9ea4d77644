import { expect, it } from 'vitest'
import { isMeant } from './known'

const lin = { id: 'mem_1', name: '林晓雯', phone: '138 **** 2719' }
const mary = { id: 'mem_2', name: 'Mary Ann Smith', phone: '139 **** 0001' }

it.each([['mem_1', true], ['2719', true], ['138 0000 2719', true], ['13800002719', true], ['13900002719', false], ['晓雯', true], ['林晓雯', true], ['林', false], ['2719 林', true], ['林2719', true], ['2719 周', false], ['719', false], ['', false]] as const)('reads %s for a member as %s', (text, is) => expect(isMeant(lin, text)).toBe(is))

it('finds a part of a name without regard to case or spaces', () => {
  expect(isMeant(mary, 'ann smith')).toBe(true)
  expect(isMeant(mary, 'SMITH')).toBe(true)
  expect(isMeant(mary, 'm')).toBe(false)
})
