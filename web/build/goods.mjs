// Sample price lists of the industry templates, from their demo recipes: what each sells all year, as the till's own price list writes it.
import { readdir, readFile, writeFile } from 'node:fs/promises'

const templates = new URL('../../templates/', import.meta.url)
const row = /^ {2}- \{ sku: (?<sku>[\w-]+), name: (?<name>[^,{}]+), category: (?<category>[\w/-]+), price: (?<price>[\d.]+), share: [\d.]+(?:, tax: (?<tax>\d+))?(?:, (?<season>inMonths: \[[\d, ]+\]))? \}(?: *#.*)?$/

const lists = {}
for (const name of (await readdir(templates)).sort()) {
  const recipe = await readFile(new URL(`${name}/demo.yaml`, templates), 'utf8').catch(() => undefined)
  if (recipe === undefined) continue
  const products = recipe.split(/^products:.*$/m)[1]?.split('\n').slice(1) ?? []
  const end = products.findIndex(line => line.trim() === '')
  lists[name] = products.slice(0, end < 0 ? undefined : end).flatMap(line => {
    const found = row.exec(line)?.groups
    if (!found) throw new Error(`templates/${name}/demo.yaml: no article can be read from «${line.trim()}»; web/build/goods.mjs reads one line for each`)
    return found.season ? [] : [[found.sku, found.name.trim(), found.price, found.category, '', found.tax ?? ''].join(',').replace(/,+$/, '')]
  }).join('\n')
}
const to = new URL('../till/src/rules/samples.ts', import.meta.url)
const made = `// Made by web/build/goods.mjs at each build.\nexport const samples: Readonly<Record<string, string>> = ${JSON.stringify(lists, null, 2)}\n`
const before = await readFile(to, 'utf8').catch(() => '')
if (before !== made) await writeFile(to, made)
