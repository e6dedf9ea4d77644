// The draft on the desk: its tree beside the live one, what lint says, and edits that go to the server at once. One for all rule screens, so that a tab keeps what another changed.
import { computed, ref, shallowRef } from 'vue'
import { api, take, type Schemas } from '@shared/api/client'
import { ApiProblem } from '@shared/api/problem'
import { useAsk } from '@shared/api/ask'
import { can } from '../../session'
import type { Edit, Node } from './program'

export interface DraftTree { version: number; isChanged: boolean; draft: Node | undefined; live: Node | undefined; lint: Schemas['LintView']; changes: Schemas['ChangeView'][]; liveLint: Schemas['LintView'] | undefined }

async function read(): Promise<DraftTree> {
  const [tree, lint, diff, live] = await Promise.all([
    take(api.GET('/v1/program/draft/tree')), take(api.POST('/v1/program/lint', { body: {} })), take(api.GET('/v1/program/diff')).catch(brokenDraft), take(api.GET('/v1/program')),
  ])
  const liveLint = tree.isChanged ? await take(api.POST('/v1/program/lint', { body: { text: live.text } })) : lint
  return { version: tree.version, isChanged: tree.isChanged, draft: tree.draft as unknown as Node | undefined, live: tree.live as unknown as Node | undefined, lint, changes: diff.changes, liveLint }
}

function brokenDraft(cause: unknown): Schemas['DiffView'] {
  if (cause instanceof ApiProblem && cause.status === 409) return { version: 0, changes: [] }
  throw cause
}

export function useDesk() {
  const ask = useAsk(read)
  const isBusy = ref(false)
  const problem = shallowRef<ApiProblem>()
  const undone = ref<string[]>([])
  const mayEdit = computed(() => can('program:write'))

  /** Makes edits, all or none; the page shows the draft as the server then has it. */
  async function edit(edits: Edit[]): Promise<boolean> {
    return change(async () => {
      const before = await take(api.GET('/v1/program/draft', { parseAs: 'text' })) as unknown as string
      await take(api.PATCH('/v1/program/draft', { body: { edits } }))
      undone.value = [...undone.value.slice(-19), before]
    })
  }

  /** Puts a whole text in place of the draft. */
  const replace = (text: string) => change(async () => {
    await take(api.PUT('/v1/program/draft', { body: text as never, bodySerializer: (b: unknown) => b as string, headers: { 'Content-Type': 'text/yaml' } }))
  })

  const discard = async () => {
    const live = await take(api.GET('/v1/program'))
    undone.value = []
    await replace(live.text ?? '')
  }

  const undo = async () => {
    const last = undone.value.at(-1)
    if (last === undefined) return
    undone.value = undone.value.slice(0, -1)
    await replace(last)
  }

  async function change(work: () => Promise<void>): Promise<boolean> {
    isBusy.value = true
    problem.value = undefined
    try {
      await work()
      await ask.reload()
      return true
    } catch (cause) {
      if (!(cause instanceof ApiProblem)) throw cause
      problem.value = cause
      return false
    } finally {
      isBusy.value = false
    }
  }

  return { ask, edit, discard, undo, undone, isBusy, problem, mayEdit }
}

export type Desk = ReturnType<typeof useDesk>
