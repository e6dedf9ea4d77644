// The draft on the desk: its tree beside the live one, what lint says, and edits that go to the server at once. One for all rule screens, so that a tab keeps what another changed.
import { computed, inject, provide, ref, shallowRef, type InjectionKey, type Ref } from 'vue'
import { api, take, type Schemas } from '@shared/api/client'
import { ApiProblem } from '@shared/api/problem'
import { useAsk } from '@shared/api/ask'
import { can } from '../../session'
import type { Edit, Node } from './program'

export interface DraftTree { version: number; isChanged: boolean; draft: Node | undefined; live: Node | undefined; lint: Schemas['LintView']; changes: Schemas['ChangeView'][]; liveLint: Schemas['LintView'] | undefined }

/** How the edit of a desk goes, for the fields on it: what was typed stays until it is kept. */
const going: InjectionKey<{ isBusy: Ref<boolean>; problem: Ref<ApiProblem | undefined> }> = Symbol('desk')
export const useGoing = () => inject(going, undefined)

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

  // An edit whose answer was lost may have been made: the text before it tells, so that nothing is appended or taken out twice.
  let lost: { edits: string; before: string } | undefined
  const failed = shallowRef<Edit[]>()

  /** Makes edits, all or none; the page shows the draft as the server then has it. */
  async function edit(edits: Edit[]): Promise<boolean> {
    failed.value = undefined
    const isDone = await change(() => make(edits))
    if (problem.value?.isLost) failed.value = edits
    return isDone
  }

  async function make(edits: Edit[]) {
    const before = await take(api.GET('/v1/program/draft', { parseAs: 'text' })) as unknown as string
    const [was, same] = [lost?.before ?? before, lost?.edits === JSON.stringify(edits)]
    if (was !== before && !same) {
      // Its places may have moved: the page shows the draft first.
      lost = undefined
      await ask.reload()
      throw ApiProblem.overtaken()
    }
    if (was === before) {
      lost = { edits: JSON.stringify(edits), before }
      try {
        await take(api.PATCH('/v1/program/draft', { body: { edits } }))
      } catch (cause) {
        if (!(cause instanceof ApiProblem && cause.isLost)) lost = undefined
        throw cause
      }
    }
    lost = undefined
    undone.value = [...undone.value.slice(-19), was]
  }

  /** Tries the edit again that got no answer. */
  const again = () => (failed.value ? edit(failed.value) : Promise.resolve(false))

  /** Puts a whole text in place of the draft. */
  const replace = (text: string) => change(async () => {
    await take(api.PUT('/v1/program/draft', { body: text as never, bodySerializer: (b: unknown) => b as string, headers: { 'Content-Type': 'text/yaml' } }))
    lost = undefined
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

  provide(going, { isBusy, problem })
  return { ask, edit, again, failed, discard, undo, undone, isBusy, problem, mayEdit }
}

export type Desk = ReturnType<typeof useDesk>
