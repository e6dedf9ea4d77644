import { expect, it } from 'vitest'
import { Intention, mintKey } from './keys'

it('mints keys that differ', () => expect(new Set(Array.from({ length: 100 }, mintKey)).size).toBe(100))

it('repeats the key of a click that had no answer, and takes a new one for another input or after the answer', () => {
  const click = new Intention()
  const key = (input: object) => click.headers(input)['Idempotency-Key']
  const first = key({ points: 5 })
  expect(key({ points: 5 })).toBe(first)
  const other = key({ points: 6 })
  expect(other).not.toBe(first)
  click.done()
  expect(key({ points: 6 })).not.toBe(other)
})
