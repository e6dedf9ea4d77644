import { screen } from '../../screen'

export default screen({ path: '/members', name: 'members', title: ['会员', 'Members'], group: 'members', order: 0, scope: 'members:read', load: () => import('./Members.vue') })
