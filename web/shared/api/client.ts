// The one door of the pages to the server: typed by its own description, in the language of the page, with the session's cookie.
// A POST without a key gets one. A session that ended asks to sign in over the page and then goes on with the very same request; so does one whose password is wanted once more.
import createClient, { type Middleware } from 'openapi-fetch'
import { locale } from '../i18n/locale'
import { mintKey } from './keys'
import { ApiProblem } from './problem'
import type { components, paths } from './schema'

export type Schemas = components['schemas']

/** Where 401 speaks of the name and password in the body, not of the session that asks. */
const OF_ANOTHER = /^\/v1\/(?:session(?:\/|$)|approvals\/[^/]+\/approve-here$)/

let signInAgain: (() => Promise<void>) | undefined
let asking: Promise<void> | undefined

/** Who asks for the password when the session ended in the middle of work. */
export function onSessionEnd(ask: () => Promise<void>) {
  signInAgain = ask
}

let confirmAgain: (() => Promise<boolean>) | undefined
let confirming: Promise<boolean> | undefined

/** Who asks for the password once more, for what changes who can sign in; tells whether it was given. */
export function onConfirm(ask: () => Promise<boolean>) {
  confirmAgain = ask
}

const wantsPassword = async (response: Response) => response.status === 403 && (await response.clone().json().catch(() => ({})))?.code === 'auth.confirm'

async function send(request: Request): Promise<Response> {
  const again = request.clone()
  let response: Response
  try {
    response = await fetch(request)
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw ApiProblem.away()
  }
  if (confirmAgain && (await wantsPassword(response))) {
    confirming ??= confirmAgain().finally(() => (confirming = undefined))
    return (await confirming) ? send(again) : response
  }
  if (response.status !== 401 || !signInAgain || OF_ANOTHER.test(new URL(request.url).pathname)) return response
  asking ??= signInAgain().finally(() => (asking = undefined))
  await asking
  return send(again)
}

const dress: Middleware = {
  onRequest({ request }) {
    request.headers.set('Accept-Language', locale.value)
    request.headers.set('Tessera-Csrf', '1')
    if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) request.headers.set('Idempotency-Key', mintKey())
    return request
  },
}

// Relative to the page's origin; a base of '' would not make a Request outside a browser.
export const api = createClient<paths>({ baseUrl: typeof location === 'undefined' ? 'http://localhost' : location.origin, fetch: send, credentials: 'same-origin' })
api.use(dress)

type Answer<T> = { data?: T; error?: unknown; response: Response }

/** The result of a call, or an ApiProblem thrown: `const page = await take(api.GET('/v1/members', {}))`. */
export async function take<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call
  if (!response.ok) throw ApiProblem.of(error, response)
  return data as T
}
