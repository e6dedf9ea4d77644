// Types of the API from docs/reference/openapi.json, at each build: they cannot be older than the description.
// Every operation has the same errors; they are told once, as `default`, which keeps the file and the compiler quick.
import { readFile, writeFile } from 'node:fs/promises'
import openapi, { astToString } from 'openapi-typescript'

const description = JSON.parse(await readFile(new URL('../../docs/reference/openapi.json', import.meta.url), 'utf8'))
for (const path of Object.values(description.paths)) {
  for (const operation of Object.values(path)) {
    if (!operation.responses) continue
    operation.responses = Object.fromEntries(Object.entries(operation.responses).filter(([status]) => status.startsWith('2')))
    for (const answer of Object.values(operation.responses)) delete answer.headers
    operation.responses.default = { description: 'A problem.', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } }
  }
}
delete description.components.examples
delete description.webhooks
const to = new URL('../shared/api/schema.d.ts', import.meta.url)
const made = astToString(await openapi(description))
const before = await readFile(to, 'utf8').catch(() => '')
if (before !== made) await writeFile(to, made)
