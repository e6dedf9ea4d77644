import { screen } from '../../screen'

export default [
  screen({ path: '/tiers/studio', name: 'studio', title: ['回测与发布', 'Backtest and publish'], group: 'tiers', order: 5, scope: 'program:read', load: () => import('./Studio.vue') }),
  screen({ path: '/tiers/calibration', name: 'calibration', title: ['校准', 'Calibration'], group: 'tiers', order: 6, scope: 'program:write', load: () => import('./Calibration.vue') }),
  screen({ path: '/tiers/studio/:id', name: 'try-report', title: ['回测报告', 'Backtest report'], group: 'tiers', scope: 'program:read', load: () => import('./Report.vue') }),
]
