import { screen } from '../../screen'

export default screen({ path: '/keys', name: 'keys', title: ['接口密钥', 'API keys'], group: 'settings', order: 20, scope: 'keys:manage', load: () => import('./Keys.vue') })
