// Who sits here, and what the role allows. The API enforces it; this only saves people from doors that are shut.
import { computed, ref } from 'vue'
import { api, onConfirm, onSessionEnd, take, type Schemas } from '@shared/api/client'
import { ApiProblem } from '@shared/api/problem'
import { locale } from '@shared/i18n/locale'
import { density, look } from '@shared/look'

export const session = ref<Schemas['SessionView']>()
export const isEnded = ref(false)
export const isConfirming = ref(false)
export const person = computed(() => session.value?.person)

/** Whether the role holds a scope; `a|b` means either. */
export const can = (scope: string) => scope.split('|').some(s => session.value?.scopes.includes(s) ?? false)

export async function findSession(): Promise<boolean> {
  try {
    session.value = await take(api.GET('/v1/session'))
    return true
  } catch (cause) {
    if (cause instanceof ApiProblem && cause.status === 401) return false
    throw cause
  }
}

export async function signIn(name: string, password: string, code?: string) {
  session.value = await take(api.POST('/v1/session', { body: { name, password, code: code || null } }))
  takePreferences()
}

// What the person chose on another computer comes with the sign-in; what is left out follows browser and system.
function takePreferences() {
  const chosen = session.value?.preferences
  if (chosen?.language) locale.value = chosen.language
  if (chosen?.theme) look.value = chosen.theme
  if (chosen?.density) density.value = chosen.density
}

/** Keeps language, colours and density of this page for the person. */
export async function keepPreferences() {
  await take(api.PUT('/v1/session/preferences', { body: { language: locale.value, theme: look.value === 'system' ? null : look.value, density: density.value } }))
}

export async function signOut() {
  await take(api.DELETE('/v1/session'))
  session.value = undefined
}

let again: (() => void) | undefined

/** The sign-in over the page calls it when somebody is back; the requests that waited go on. */
export function isBack() {
  isEnded.value = false
  again?.()
}

onSessionEnd(() => {
  if (session.value === undefined) return Promise.reject(new ApiProblem({ type: 'about:blank', status: 401, code: 'auth.missing', title: '', requestId: '' }))
  isEnded.value = true
  return new Promise<void>(resolve => (again = resolve))
})

/** Gives the password once more; for ten minutes this session may change who can sign in. */
export async function confirmPassword(password: string, code?: string) {
  await take(api.POST('/v1/session/confirm', { body: { password, code: code || null } }))
}

let confirmed: ((given: boolean) => void) | undefined

/** The dialog calls it: the request that waited goes on, or is refused where the password was not given. */
export function isConfirmed(given: boolean) {
  isConfirming.value = false
  confirmed?.(given)
}

onConfirm(() => {
  isConfirming.value = true
  return new Promise<boolean>(resolve => (confirmed = resolve))
})
