// What reports need to name things: tiers with their rank, stores, the red line, masked names of members.
import { computed } from 'vue'
import { api, take } from '@shared/api/client'
import { useAsk } from '@shared/api/ask'
import { isZh } from '@shared/i18n/locale'
import { masked } from '../../names'
import { can } from '../../session'
import { placeName, stores } from '../../shop'

export function useLadder() {
  const ask = useAsk(async () => (await take(api.GET('/v1/program/comparison', {}))).tiers.map(t => t.tier))
  const rank = (id: string) => Math.max(0, ask.data?.findIndex(t => t.id === id) ?? 0)
  const name = (id: string) => ask.data?.find(t => t.id === id)?.name ?? id
  return { ask, rank, name, tiers: computed(() => ask.data ?? []) }
}

export const storeName = (id: string) => {
  const found = stores.value.find(s => s.code === id)
  return found ? placeName(found) : id
}

/** Warn and red line of the programme, ten-thousandths. */
export async function redLine(on: string): Promise<number | undefined> {
  if (!can('reports:read')) return undefined
  return (await take(api.GET('/v1/reports/benefits', { params: { query: { from: on, through: on } } })).catch(() => undefined))?.redLineTenThousandths
}

/** Masked names of a few members; without the right to see members, their ids stand. */
export async function namesOf(ids: readonly string[]): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  if (!can('members:read')) return names
  await Promise.all([...new Set(ids)].map(async id => {
    const one = await take(api.GET('/v1/members/{memberId}', { params: { path: { memberId: id } } as never })).catch(() => undefined)
    const name = (one as { name?: string | null } | undefined)?.name
    names.set(id, name ? masked(name) : (isZh.value ? '会员 ' : 'Member ') + '…' + id.slice(-4))
  }))
  return names
}
