import { screen } from '../../screen'

export default screen({ path: '/members/:id', name: 'member', title: ['会员', 'Member'], group: 'members', scope: 'members:read', load: () => import('./Member.vue') })
