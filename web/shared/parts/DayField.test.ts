// The field as it is written without a browser; typing in one is tried by tests/E2e.Tests.
import { createSSRApp, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { afterEach, expect, test, vi } from 'vitest'
import DayField from './DayField.vue'

// The library writes its styles into a document unless there is none, then to whoever collects them.
vi.hoisted(() => { Reflect.deleteProperty(globalThis, 'document') })
const zone = process.env.TZ
afterEach(() => { if (zone === undefined) delete process.env.TZ; else process.env.TZ = zone })
function shown(day: string) {
  const app = createSSRApp({ render: () => h(DayField, { modelValue: day, label: '生日' }) })
  app.provide('@css-render/vue3-ssr', { styles: [], ids: new Set() })
  return renderToString(app)
}

test.each(['America/New_York', 'Asia/Shanghai', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'])('a day stays the day where the browser stands in %s', async where => {
  process.env.TZ = where
  for (const day of ['1975-03-04', '2026-03-08', '2026-11-01', '2027-01-01']) expect(await shown(day)).toContain(`value="${day}"`)
})
test('none is an empty field', async () => {
  const html = await shown('')
  expect(html).toContain('<input')
  expect(html).not.toMatch(/ value="[^"]/)
})
