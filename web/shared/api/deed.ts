// One deed of a button: busy while it runs, the refusal beside it, and one key until its answer came: a click that is repeated after a lost answer is carried out once.
import { reactive } from 'vue'
import { Intention } from './keys'
import { ApiProblem } from './problem'

/**
 * `const deed = useDeed()`, `await deed.run(() => take(api.POST(…)))` tells whether it was done; show `deed.wrong` beside the button.
 * A POST takes the key it is handed, `header => take(api.POST(…, { params: { header } }))`; `input` is what makes it another deed, which takes a key of its own.
 */
export function useDeed() {
  const deed = reactive({ isBusy: false, wrong: '', problem: undefined as ApiProblem | undefined, run, clear: () => { deed.wrong = ''; deed.problem = undefined } })
  const click = new Intention()
  async function run(act: (header: ReturnType<Intention['headers']>) => Promise<unknown>, input: unknown = ''): Promise<boolean> {
    deed.isBusy = true
    deed.clear()
    try {
      await act(click.headers(input))
      click.done()
      return true
    } catch (cause) {
      if (!(cause instanceof ApiProblem)) throw cause
      if (!cause.isLost) click.done()
      deed.problem = cause
      deed.wrong = cause.problem.errors?.map(e => e.detail).join(' ') || cause.message
      return false
    } finally {
      deed.isBusy = false
    }
  }
  return deed
}
