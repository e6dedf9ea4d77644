import { createRouter, createWebHistory } from 'vue-router'
import { say } from '@shared/i18n/texts'
import { isAllowed, type Screen } from './screen'
import { screens } from './screens'
import { can, findSession, session } from './session'
import { openShop } from './shop'
import { words } from './words'

declare module 'vue-router' { interface RouteMeta { screen?: Screen; isOpen?: boolean; title?: readonly [string, string] } }

const frame = () => import('./frame/Frame.vue')

export const router = createRouter({
  history: createWebHistory('/console/'),
  scrollBehavior: (_to, _from, kept) => kept ?? { top: 0 },
  routes: [
    { path: '/sign-in', name: 'sign-in', component: () => import('./people/SignIn.vue'), meta: { isOpen: true, title: words.signIn } },
    { path: '/welcome', name: 'welcome', component: () => import('./people/Welcome.vue'), meta: { isOpen: true, title: words.welcome } },
    { path: '/factor', name: 'factor', component: () => import('./people/Factor.vue'), meta: { isOpen: true, title: words.factor } },
    {
      path: '/', component: frame,
      children: [
        ...screens.map(s => ({ path: s.path.slice(1), name: s.name, component: s.load, meta: { screen: s, title: s.title } })),
        { path: 'not-allowed', name: 'not-allowed', component: () => import('./frame/NotAllowed.vue'), meta: { title: words.notAllowed } },
        { path: ':rest(.*)*', name: 'not-found', component: () => import('./frame/NotFound.vue'), meta: { title: words.notFound } },
      ],
    },
  ],
})

router.beforeEach(async to => {
  // The part of the program that will be shown comes while the server says who sits here.
  if (to.meta.screen) void Promise.all([frame(), to.meta.screen.load()]).catch(() => undefined)
  if (to.name === 'welcome' || to.name === 'sign-in') return true
  if (session.value === undefined) {
    if (!(await findSession())) return { name: 'sign-in', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
  }
  if (session.value?.mustEnrol && to.name !== 'factor') return { name: 'factor' }
  if (to.meta.isOpen) return true
  await open()
  const screen = to.meta.screen
  if (screen && !isAllowed(screen, can)) return { name: 'not-allowed', query: { from: to.path } }
  return true
})

let opened: string | undefined
function open(): Promise<void> | undefined {
  if (opened === session.value?.person.id) return undefined
  opened = session.value?.person.id
  return openShop()
}

router.afterEach(to => {
  document.title = to.meta.title ? `${say(to.meta.title)} · Tessera` : 'Tessera'
})
