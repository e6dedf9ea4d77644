// The shell of the till: the page and its files, from the cache when the server does not answer. Nothing of the API is ever kept here.
const CACHE = 'tessera-till-1'

async function fill() {
  const cache = await caches.open(CACHE)
  const page = await fetch('/till/', { cache: 'no-store' })
  if (!page.ok) return
  const html = await page.clone().text()
  const files = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(found => found[1])
  // All files of a page before the page itself: what is cached always fits together.
  await cache.addAll(files)
  await cache.put('/till/', page)
  for (const kept of await cache.keys()) if (!['/till/', ...files].includes(new URL(kept.url).pathname)) await cache.delete(kept)
}

self.addEventListener('install', event => event.waitUntil(fill().then(() => self.skipWaiting())))
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()))
self.addEventListener('fetch', event => {
  const { request } = event
  const { pathname, origin } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate' && pathname.startsWith('/till/')) {
    event.respondWith(fetch(request).then(answer => { if (answer.ok) event.waitUntil(fill().catch(() => undefined)); return answer.status < 500 ? answer : Promise.reject(answer) }).catch(async cause => (await caches.match('/till/')) ?? (cause instanceof Response ? cause : Response.error())))
  } else if (pathname.startsWith('/till/assets/') || pathname === '/assets/tessera.svg' || pathname === '/till/app.webmanifest') {
    event.respondWith(caches.match(request).then(kept => kept ?? fetch(request)))
  }
})
