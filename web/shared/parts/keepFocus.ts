// Keeps the focus inside what lies over the page, and gives it back. The library's own trap takes it out of a field, and what was typed with it.
import type { Directive } from 'vue'

const stops = (box: HTMLElement) => [...box.querySelectorAll<HTMLElement>('input, textarea, button:not(:disabled), a[href], [tabindex="0"]')]
const before = new WeakMap<HTMLElement, Element | null>()

export const vKeepFocus: Directive<HTMLElement> = {
  mounted(box) {
    before.set(box, document.activeElement)
    ;(box.querySelector<HTMLElement>('input:not([type=radio]):not([type=checkbox]), textarea') ?? stops(box)[0])?.focus()
    box.addEventListener('keydown', e => {
      if (e.key !== 'Tab') return
      const all = stops(box)
      const to = e.shiftKey && document.activeElement === all[0] ? all.at(-1) : !e.shiftKey && document.activeElement === all.at(-1) ? all[0] : undefined
      if (!to) return
      to.focus()
      e.preventDefault()
    })
  },
  unmounted(box) {
    const last = before.get(box)
    if (last instanceof HTMLElement && last.isConnected) last.focus()
  },
}
