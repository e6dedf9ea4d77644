// What is above the limits of tills waits for another person, who signs for it here or approves it in the console. Who asked never approves.
import { reactive } from 'vue'
import { api, take } from '@shared/api/client'
import { session } from '@console/session'
import type { Waits } from './rules/shop'
import type { Sale } from './rules/slip'
import { keepSale, shop, till, type PanelName } from './till'

interface Asked { view: Waits; what: 'sale' | 'back'; again: () => Promise<void> }

export const approval = reactive({ asked: undefined as Asked | undefined, from: 'none' as PanelName })

export function askApproval(asked: Asked) {
  approval.from = till.panel === 'approve' ? approval.from : till.panel
  approval.asked = asked
  till.panel = 'approve'
}

/** The other person signs; the answer says what became of it. */
export async function signFor(name: string, password: string, code: string): Promise<Waits> {
  const { id, inputHash } = approval.asked!.view
  const at = session.value?.till ? undefined : till.settings.till
  return (approval.asked!.view = await take(api.POST('/v1/approvals/{approvalId}/approve-here', {
    params: { path: { approvalId: id } }, body: { inputHash, name, password, ...(code && { code }) }, ...(at && { headers: { 'Tessera-Till': at } }), signal: AbortSignal.timeout(8_000),
  })))
}

/** Tells the same again: it is done by now, or still waits. */
export async function tellAgain(): Promise<void> {
  const asked = approval.asked!
  till.panel = approval.from
  approval.asked = undefined
  await asked.again()
}

export function giveUp() {
  till.panel = approval.from
  approval.asked = undefined
}

/** What went back of a sale that waited for somebody: the purchase itself says it, whoever approved and where. */
export async function noteBack(sale: Sale, kind: 'void' | 'refund', view: Waits): Promise<void> {
  const purchase = await shop().purchase(sale.id!)
  const [now, before] = [purchase.lines.reduce((sum, l) => sum + (l.refundedMinor ?? 0), 0), (sale.undone ?? []).reduce((sum, u) => sum + u.minor, 0)]
  if (now <= before) return askApproval({ view, what: 'back', again: () => noteBack(sale, kind, view) })
  await keepSale({ ...sale, undone: [...(sale.undone ?? []), { kind, minor: now - before }] })
  till.panel = 'sale'
}
