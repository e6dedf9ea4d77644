import { screen } from '../../screen'

export default screen({ path: '/preferences', name: 'preferences', title: ['我的偏好', 'My preferences'], group: 'settings', order: 90, load: () => import('./Preferences.vue') })
