// Light or dark, by the person's choice or the system's; set on the root before anything is painted.
import { computed, ref, watchEffect } from 'vue'
import type { Theme } from '../tokens/tokens'

export type Look = 'system' | Theme
const kept = localStorage.getItem('tessera.look')
const system = matchMedia('(prefers-color-scheme: dark)')
const isDark = ref(system.matches)
system.addEventListener('change', e => (isDark.value = e.matches))

export const look = ref<Look>(kept === 'light' || kept === 'dark' ? kept : 'system')
export const theme = computed<Theme>(() => (look.value === 'system' ? (isDark.value ? 'dark' : 'light') : look.value))
watchEffect(() => {
  document.documentElement.dataset.theme = theme.value
  localStorage.setItem('tessera.look', look.value)
})

/** Height of the rows of tables, by the person's choice. */
export type Density = 'comfortable' | 'compact'
export const density = ref<Density>(localStorage.getItem('tessera.density') === 'compact' ? 'compact' : 'comfortable')
watchEffect(() => {
  document.documentElement.dataset.density = density.value
  localStorage.setItem('tessera.density', density.value)
})
