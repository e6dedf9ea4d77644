// The shop behind the console: its stores, the one that is looked at, the mode of the server.
import { computed, ref, watchEffect } from 'vue'
import { api, take, type Schemas } from '@shared/api/client'
import { isZh } from '@shared/i18n/locale'
import { can } from './session'

export const stores = ref<Schemas['PlaceView'][]>([])
/** Code of the store looked at; undefined for all. Screens that can narrow do so. */
export const store = ref<string | undefined>(localStorage.getItem('tessera.store') ?? undefined)
export const mode = ref<string>('live')
/** Whether made-up members are in: a store of `tessera demo`, or one filled by the page of templates. */
export const isDemo = ref(false)
/** Time zone of the programme; dates of the shop are written in it. */
export const zone = ref<string>('Asia/Shanghai')
export const currency = ref<string>('CNY')
export const names = ref<{ zh: string; en: string }>()
export const shopName = computed(() => (names.value ? (isZh.value ? names.value.zh : names.value.en) : 'Tessera'))
export const placeName = (p: Schemas['PlaceView']) => (isZh.value ? p.nameZh : p.nameEn)

watchEffect(() => (store.value === undefined ? localStorage.removeItem('tessera.store') : localStorage.setItem('tessera.store', store.value)))

/** Reads what the frame shows; nothing of it is needed for a screen to open. */
export async function openShop() {
  await Promise.allSettled([readMode(), can('stores:read') ? readStores() : undefined, can('program:read') ? readProgram().finally(readName) : undefined])
}

async function readMode() {
  mode.value = (await take(api.GET('/health/live'))).mode
}

async function readStores() {
  const found: Schemas['PlaceView'][] = []
  let cursor: string | undefined
  do {
    const page = await take(api.GET('/v1/stores', { params: { query: { limit: 200, cursor } } }))
    found.push(...page.places)
    cursor = page.next ?? undefined
  } while (cursor !== undefined && found.length < 2000)
  stores.value = found.filter(p => p.kind === 'store' && !p.closedAt)
  if (store.value !== undefined && !stores.value.some(s => s.code === store.value)) store.value = undefined
}

// The head of the programme file: name, zone and currency stand in its first lines, as one flow mapping or as a block.
async function readProgram() {
  const text = (await take(api.GET('/v1/program'))).text ?? ''
  const head = /^program:\s*(\{[\s\S]*?\}\s*$|(?:\n[ \t]+.*)+)/m.exec(text)?.[0] ?? ''
  zone.value = /zone:\s*([\w/+-]+)/.exec(head)?.[1] ?? zone.value
  currency.value = /currency:\s*([A-Z]{3})/.exec(head)?.[1] ?? currency.value
  const [zh, en] = [/zh:\s*['"]?([^,}'"\n]+)/.exec(head)?.[1]?.trim(), /en:\s*['"]?([^,}'"\n]+)/.exec(head)?.[1]?.trim()]
  if (zh && en) names.value = { zh, en }
}

// What the shop calls itself, where it said so; before there is a programme too.
async function readName() {
  const shop = await take(api.GET('/v1/setup'))
  isDemo.value = !!shop.demo
  if (shop.nameZh || shop.nameEn) names.value = { zh: (shop.nameZh ?? shop.nameEn)!, en: (shop.nameEn ?? shop.nameZh)! }
}
