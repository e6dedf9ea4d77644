import { screen } from '../../screen'

export default screen({ path: '/webhooks', name: 'webhooks', title: ['事件回传', 'Webhooks'], group: 'settings', order: 30, scope: 'webhooks:read', load: () => import('./Webhooks.vue') })
