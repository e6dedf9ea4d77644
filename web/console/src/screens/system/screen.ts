import { screen } from '../../screen'

export default screen({ path: '/system', name: 'system', title: ['系统状态', 'System health'], group: 'settings', order: 60, scope: 'system:read', load: () => import('./System.vue') })
