// What a page keeps for the person on the server, such as the columns of a list: one view of a list of its own name.
import { onMounted, reactive } from 'vue'
import { api, take } from '@shared/api/client'

/** `const own = useKept('members-columns')`: `own.content` is what was kept before, undefined until it is read or when nothing was. */
export function useKept(list: string) {
  const kept = reactive({ id: undefined as string | undefined, content: undefined as string | undefined, keep })
  onMounted(async () => {
    const found = (await take(api.GET('/v1/views', { params: { query: { list } } })).catch(() => undefined))?.views[0]
    if (found) [kept.id, kept.content] = [found.id, found.content]
  })
  async function keep(content: string) {
    const body = { name: list, content }
    const made = kept.id === undefined
      ? await take(api.POST('/v1/views', { body: { list, ...body } } as never)) as { id: string }
      : await take(api.PUT('/v1/views/{viewId}', { params: { path: { viewId: kept.id } }, body } as never)) as { id: string }
    kept.id = made.id
  }
  return kept
}
