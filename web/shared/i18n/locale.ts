// Which language the page speaks. The server's texts follow it through Accept-Language.
import { computed, ref, watchEffect } from 'vue'

export type Locale = 'zh-CN' | 'en'

function first(): Locale {
  const kept = localStorage.getItem('tessera.language')
  if (kept === 'zh-CN' || kept === 'en') return kept
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh-CN'
}

export const locale = ref<Locale>(first())
export const isZh = computed(() => locale.value === 'zh-CN')
watchEffect(() => {
  document.documentElement.lang = locale.value
  localStorage.setItem('tessera.language', locale.value)
})
