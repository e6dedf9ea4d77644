import { screen } from '../../screen'

export default screen({ path: '/stores', name: 'stores', title: ['门店与收银台', 'Stores and tills'], group: 'stores', order: 0, scope: 'stores:read', isByStore: true, load: () => import('./Places.vue') })
