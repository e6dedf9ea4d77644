import { screen } from '../../screen'

export default screen({ path: '/audit', name: 'audit', title: ['审计日志', 'Audit log'], group: 'settings', order: 50, scope: 'audit:read', load: () => import('./Audit.vue') })
