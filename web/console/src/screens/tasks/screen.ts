import { screen } from '../../screen'

export default screen({ path: '/tasks', name: 'tasks', title: ['任务中心', 'Tasks'], group: 'settings', scope: 'jobs:read', load: () => import('./Tasks.vue') })
