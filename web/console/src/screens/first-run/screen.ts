import { screen } from '../../screen'

export default screen({ path: '/templates', name: 'templates', title: ['行业模板', 'Templates'], group: 'settings', order: 80, scope: 'program:publish', load: () => import('./Templates.vue') })
