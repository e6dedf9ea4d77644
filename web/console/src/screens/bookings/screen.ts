import { screen } from '../../screen'

export default screen({ path: '/bookings', name: 'bookings', title: ['预约', 'Bookings'], group: 'stores', order: 5, scope: 'bookings:read', isByStore: true, load: () => import('./Bookings.vue') })
