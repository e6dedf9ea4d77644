import { screen } from '../../screen'

export default screen({ path: '/exports', name: 'exports', title: ['导出登记', 'Exports'], group: 'settings', order: 51, scope: 'audit:read', load: () => import('./Exports.vue') })
