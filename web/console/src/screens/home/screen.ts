import { screen } from '../../screen'

export default screen({ path: '/', name: 'home', title: ['首页', 'Home'], group: 'home', order: 0, isByStore: true, load: () => import('./Home.vue') })
