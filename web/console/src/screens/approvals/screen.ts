import { screen } from '../../screen'

export default screen({ path: '/approvals', name: 'approvals', title: ['审批', 'Approvals'], group: 'settings', order: 40, scope: 'approvals:read', load: () => import('./Approvals.vue') })
