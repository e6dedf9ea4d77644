// One question to the server and its four states, for a block of a page.
import { onScopeDispose, reactive, watch, type WatchSource } from 'vue'
import { locale } from '../i18n/locale'
import { ApiProblem } from './problem'

export interface Ask<T> {
  status: 'loading' | 'ready' | 'error'
  data: T | undefined
  problem: ApiProblem | undefined
  reload: () => Promise<void>
}

/**
 * `const tiers = useAsk(() => take(api.GET('/v1/reports/tier-distribution')))`, shown by `<StateBlock :ask="tiers">`.
 * Asked again when the language or one of `sources` changes; a late answer never replaces a newer one. What was shown stays while it reloads.
 */
export function useAsk<T>(question: () => Promise<T>, sources: WatchSource[] = []): Ask<T> {
  let turn = 0
  const ask = reactive({ status: 'loading', data: undefined, problem: undefined, reload }) as Ask<T>
  async function reload() {
    const mine = ++turn
    if (ask.status === 'error') ask.status = 'loading'
    try {
      const data = await question()
      if (mine !== turn) return
      ask.data = data
      ask.problem = undefined
      ask.status = 'ready'
    } catch (cause) {
      if (mine !== turn) return
      if (!(cause instanceof ApiProblem)) {
        ask.status = 'error'
        ask.problem = ApiProblem.away()
        throw cause
      }
      ask.problem = cause
      ask.status = 'error'
    }
  }
  watch([locale, ...sources], () => { ask.status = 'loading'; void reload() })
  onScopeDispose(() => (turn = -1))
  void reload()
  return ask
}
