import { screen } from '../../screen'

const scope = 'reports:read'
export default [
  screen({ path: '/reports', name: 'reports', title: ['概览', 'Overview'], group: 'analysis', order: 0, scope, load: () => import('./Overview.vue') }),
  screen({ path: '/reports/tiers', name: 'report-tiers', title: ['等级', 'Tiers'], group: 'analysis', order: 1, scope, load: () => import('./Tiers.vue') }),
  screen({ path: '/reports/points', name: 'report-points', title: ['积分经济', 'Points economy'], group: 'analysis', order: 2, scope, load: () => import('./Points.vue') }),
  screen({ path: '/reports/rfm', name: 'report-rfm', title: ['RFM', 'RFM'], group: 'analysis', order: 3, scope, load: () => import('./Rfm.vue') }),
  screen({ path: '/reports/cohorts', name: 'report-cohorts', title: ['群组', 'Cohorts'], group: 'analysis', order: 4, scope, load: () => import('./Cohorts.vue') }),
  screen({ path: '/reports/benefits', name: 'report-benefits', title: ['权益与红线', 'Benefits and red line'], group: 'analysis', order: 5, scope, load: () => import('./Costs.vue') }),
  screen({ path: '/reports/liability', name: 'report-liability', title: ['负债', 'Liability'], group: 'analysis', order: 6, scope, load: () => import('./Owed.vue') }),
  screen({ path: '/reports/rankings', name: 'report-rankings', title: ['排行', 'Rankings'], group: 'analysis', order: 7, scope, isByStore: true, load: () => import('./Rankings.vue') }),
  screen({ path: '/reports/rows', name: 'report-rows', title: ['明细', 'Rows'], group: 'analysis', scope, load: () => import('./Rows.vue') }),
]
