import { screen } from '../../screen'

export default screen({ path: '/redemptions', name: 'redemptions', title: ['兑换记录', 'Redemptions'], group: 'shop', order: 2, scope: 'rewards:read', isByStore: true, load: () => import('./Redemptions.vue') })
