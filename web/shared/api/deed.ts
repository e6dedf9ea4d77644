// One deed of a button: busy while it runs, and the refusal beside it.
import { reactive } from 'vue'
import { ApiProblem } from './problem'

/** `const deed = useDeed()`, `await deed.run(() => take(api.POST(…)))` tells whether it was done; show `deed.wrong` beside the button. */
export function useDeed() {
  const deed = reactive({ isBusy: false, wrong: '', problem: undefined as ApiProblem | undefined, run, clear: () => { deed.wrong = ''; deed.problem = undefined } })
  async function run(act: () => Promise<unknown>): Promise<boolean> {
    deed.isBusy = true
    deed.clear()
    try {
      await act()
      return true
    } catch (cause) {
      if (!(cause instanceof ApiProblem)) throw cause
      deed.problem = cause
      deed.wrong = cause.problem.errors?.map(e => e.detail).join(' ') || cause.message
      return false
    } finally {
      deed.isBusy = false
    }
  }
  return deed
}
