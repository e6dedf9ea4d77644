import { screen } from '../../screen'

export default screen({ path: '/tiers/worklist', name: 'worklist', title: ['待定名单', 'To decide'], group: 'tiers', order: 2, scope: 'tiers:read', load: () => import('./Worklist.vue') })
