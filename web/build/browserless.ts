// The few things of a browser that logic under test touches while it loads.
const kept = new Map<string, string>()
for (const [name, value] of Object.entries({
  localStorage: { getItem: (k: string) => kept.get(k) ?? null, setItem: (k: string, v: string) => kept.set(k, v), removeItem: (k: string) => kept.delete(k) },
  document: { documentElement: { dataset: {}, lang: '' }, createElement: () => ({ style: {} }) },
  navigator: { language: 'zh-CN' },
  matchMedia: () => ({ matches: false, addEventListener: () => undefined }),
})) Object.defineProperty(globalThis, name, { value, configurable: true })
