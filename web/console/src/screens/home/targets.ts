// Where a matter or a step of the guide leads: the first screen of these that exists and the router knows.
import type { Router } from 'vue-router'

const names: Record<string, string[]> = {
  approvals: ['approvals'], applications: ['worklist'], falls: ['worklist'], expiring: ['points', 'reports-points', 'points-report', 'report-points'], stock: ['rewards', 'shop'], webhooks: ['webhooks'], redemptions: ['redemptions'], warnings: ['members'], books: ['system'], cost: ['report-benefits', 'report-costs'], backup: ['system', 'health'], restore: ['system', 'health'],
  shop: ['company', 'settings', 'templates'], programme: ['templates', 'first-run', 'programme', 'tiers'], members: ['imports', 'import', 'members'], till: ['stores', 'tills'], people: ['people'],
}

/** What of a list is meant. */
const queries: Record<string, Record<string, string>> = { warnings: { warned: '30', status: 'active' }, redemptions: { stage: 'open' } }

export function target(router: Router, id: string): { name: string; query?: Record<string, string> } | undefined {
  const name = names[id]?.find(n => router.hasRoute(n))
  return name === undefined ? undefined : { name, query: queries[id] }
}
