import { screen } from '../../screen'

export default [
  screen({ path: '/tiers', name: 'tiers', title: ['梯级', 'Ladder'], group: 'tiers', order: 0, scope: 'program:read', load: () => import('./Ladder.vue') }),
  screen({ path: '/tiers/benefits', name: 'benefits', title: ['权益目录', 'Benefits'], group: 'tiers', order: 1, scope: 'program:read', load: () => import('./Benefits.vue') }),
  screen({ path: '/tiers/versions', name: 'program-versions', title: ['历史版本', 'Versions'], group: 'tiers', order: 9, scope: 'program:read', load: () => import('./Versions.vue') }),
  screen({ path: '/points/rules', name: 'earn-rules', title: ['积分规则', 'Earn rules'], group: 'points', order: 0, scope: 'program:read', load: () => import('./EarnRules.vue') }),
]
