// A list by cursor: one page at a time, back by the cursors already seen. Stable while rows are added.
import { computed, ref, type WatchSource, watch } from 'vue'
import { useAsk, type Ask } from './ask'

export interface Paged<R> {
  ask: Ask<{ rows: R[]; next?: string }>
  hasNext: boolean
  hasPrevious: boolean
  number: number
  next: () => void
  previous: () => void
  first: () => void
}

/** `usePages(cursor => take(api.GET('/v1/members', { params: { query: { limit: 50, cursor } } })).then(p => ({ rows: p.members, next: p.next ?? undefined })), [filters])` */
export function usePages<R>(page: (cursor: string | undefined) => Promise<{ rows: R[]; next?: string }>, sources: WatchSource[] = []) {
  const trail = ref<(string | undefined)[]>([undefined])
  if (sources.length > 0) watch(sources, () => (trail.value = [undefined]), { flush: 'sync' })
  const ask = useAsk(() => page(trail.value.at(-1)), [...sources])
  const go = (to: (string | undefined)[]) => { trail.value = to; void ask.reload() }
  return {
    ask,
    hasNext: computed(() => ask.data?.next !== undefined),
    hasPrevious: computed(() => trail.value.length > 1),
    number: computed(() => trail.value.length),
    next: () => ask.data?.next !== undefined && go([...trail.value, ask.data.next]),
    previous: () => trail.value.length > 1 && go(trail.value.slice(0, -1)),
    first: () => go([undefined]),
  }
}
