// Names of tiers and people, as lists and heads write them.
import { ref } from 'vue'
import { api, take, type Schemas } from '@shared/api/client'
import { locale } from '@shared/i18n/locale'
import { say, type Pair } from '@shared/i18n/texts'

/** A person's name in a list: 林*溪, 周*, A* S*. The whole name stands in the head of the member's own page. */
export function masked(name: string): string {
  if (/[\u3400-\u9fff]/.test(name)) return name.length > 2 ? name[0] + '*' + name.at(-1) : name[0] + '*'
  const parts = name.split(/\s+/).filter(Boolean)
  return (parts.length > 2 ? [parts[0]!, parts.at(-1)!] : parts).map(p => p[0] + '*').join(' ')
}

/** Tiers from the base upwards; a tier's place is its rank. Read once a language. */
export const tiers = ref<Schemas['TierName'][]>([])
let read: string | undefined
export async function openTiers() {
  if (read === locale.value) return
  read = locale.value
  await take(api.GET('/v1/program/comparison')).then(c => (tiers.value = c.tiers.map(x => x.tier)), () => (read = undefined))
}
export const rankOf = (id: string) => Math.max(0, tiers.value.findIndex(x => x.id === id))
export const tierName = (id: string) => tiers.value.find(x => x.id === id)?.name ?? id

// Channels and sources that every shop has carry our words; others are called what the shop calls them.
const places: Record<string, Pair> = {
  store: ['门店', 'Store'], miniprogram: ['小程序', 'Mini program'], wecom: ['企业微信', 'WeCom'], h5: ['网页', 'Web page'], app: ['应用', 'App'], web: ['网店', 'Web shop'], import: ['导入', 'Import'],
  pos: ['收银系统', 'till system'], till: ['收银页', 'till page'], shop: ['网店', 'web shop'],
}
export const placeWord = (code: string) => (code in places ? say(places[code]!) : code)
