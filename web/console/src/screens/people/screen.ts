import { screen } from '../../screen'

export default screen({ path: '/people', name: 'people', title: ['人员与角色', 'People and roles'], group: 'settings', order: 10, scope: 'people:read', load: () => import('./People.vue') })
