// The tokens as values, read from tokens.css so that each is written once. For Naive UI and ECharts, which compute with colours.
import css from './tokens.css?raw'

export type Theme = 'light' | 'dark'

export function read(sheet: string, theme: Theme): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, selector, body] of sheet.matchAll(/(:root(?:\[data-theme=dark\])?)\s*\{([^}]*)\}/g)) {
    if (selector!.includes('dark') && theme === 'light') continue
    for (const [, name, value] of body!.matchAll(/--([\w-]+):\s*([^;]+);/g)) found[name!] = value!.trim()
  }
  return found
}

const values: Record<Theme, Record<string, string>> = { light: read(css, 'light'), dark: read(css, 'dark') }

/** The value of a token, such as `token('light', 'accent')`; unknown names throw, so that no chart paints with nothing. */
export function token(theme: Theme, name: string): string {
  const value = values[theme][name]
  if (value === undefined) throw new Error(`There is no token --${name}`)
  return value
}
