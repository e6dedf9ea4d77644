import { screen } from '../../screen'

export default screen({ path: '/plans', name: 'plans', title: ['付费会员', 'Paid plans'], group: 'wallet', order: 2, scope: 'plans:read', isByStore: true, load: () => import('./Plans.vue') })
