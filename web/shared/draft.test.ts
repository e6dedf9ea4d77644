import { effectScope, nextTick, ref } from 'vue'
import { expect, it } from 'vitest'
import { useDraft } from './draft'

it('keeps a draft over a reload, and drops it once it is saved or what it started from changed', async () => {
  const saved = ref({ rate: 1 })
  const sit = () => effectScope().run(() => useDraft('try', () => saved.value))!
  const first = sit()
  expect(first.isDirty.value).toBe(false)
  first.value.value!.rate = 2
  await nextTick()
  expect(first.isDirty.value).toBe(true)
  const second = sit()
  expect(second.value.value).toEqual({ rate: 2 })
  expect(second.keptAt.value).toBeDefined()
  saved.value = { rate: 3 }
  expect(sit().value.value).toEqual({ rate: 3 })
  saved.value = { rate: 2 }
  second.saved()
  expect(sit().isDirty.value).toBe(false)
})
