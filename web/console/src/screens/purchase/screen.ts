import { screen } from '../../screen'

export default screen({ path: '/purchases/:id', name: 'purchase', title: ['消费', 'Purchase'], group: 'members', scope: 'purchases:read', load: () => import('./Purchase.vue') })
