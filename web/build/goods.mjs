// Sample price lists of the industry templates, from their demo recipes: what each sells all year, as the till's own price list writes it.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { FAILSAFE_SCHEMA, load } from 'js-yaml'

const templates = new URL('../../templates/', import.meta.url)
const line = p => [p.sku, p.name, p.price, p.category, '', p.tax ?? ''].join(',').replace(/,+$/, '')

const lists = {}
for (const name of (await readdir(templates)).sort()) {
  const recipe = await readFile(new URL(`${name}/demo.yaml`, templates), 'utf8').catch(() => undefined)
  if (recipe === undefined) continue
  lists[name] = load(recipe, { schema: FAILSAFE_SCHEMA }).products.filter(p => !p.inMonths).map(line).join('\n')
}
const to = new URL('../till/src/rules/samples.ts', import.meta.url)
const made = `// Made by web/build/goods.mjs at each build.\nexport const samples: Readonly<Record<string, string>> = ${JSON.stringify(lists, null, 2)}\n`
const before = await readFile(to, 'utf8').catch(() => '')
if (before !== made) await writeFile(to, made)
