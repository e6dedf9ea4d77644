// A form that keeps its draft on this computer: a restart of the server, a closed tab or an ended session loses nothing.
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'

interface Kept<T> { value: T; base: string; at: string }

/**
 * `const draft = useDraft('earn-rules', () => saved.value)`: edit `draft.value`, show `<SaveBar :draft="draft" @save="…">`, call `draft.saved()` after success.
 * A kept draft is taken up again only while what it started from is unchanged.
 */
export function useDraft<T>(name: string, start: () => T | undefined) {
  const place = 'tessera.draft.' + name
  const value = ref() as Ref<T | undefined>
  const base = ref<string>()
  const keptAt = ref<string>()
  const isDirty = computed(() => value.value !== undefined && base.value !== undefined && JSON.stringify(value.value) !== base.value)

  function open() {
    const from = start()
    if (from === undefined) return
    base.value = JSON.stringify(from)
    value.value = JSON.parse(base.value) as T
    keptAt.value = undefined
    const kept = read<T>(place)
    if (kept && kept.base === base.value) [value.value, keptAt.value] = [kept.value, kept.at]
  }

  watch(start, () => { if (!isDirty.value) open() }, { immediate: true })
  watch(value, () => {
    if (!isDirty.value) return localStorage.removeItem(place)
    keptAt.value = new Date().toISOString()
    localStorage.setItem(place, JSON.stringify({ value: value.value, base: base.value, at: keptAt.value }))
  }, { deep: true })
  const warn = (e: BeforeUnloadEvent) => { if (isDirty.value) e.preventDefault() }
  globalThis.addEventListener?.('beforeunload', warn)
  onScopeDispose(() => globalThis.removeEventListener?.('beforeunload', warn))

  const forget = () => { localStorage.removeItem(place); base.value = undefined; open() }
  return { value, isDirty, keptAt, discard: forget, saved: forget }
}

export type Draft = Pick<ReturnType<typeof useDraft>, 'isDirty' | 'keptAt' | 'discard'>

function read<T>(place: string): Kept<T> | undefined {
  try {
    return JSON.parse(localStorage.getItem(place) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}
