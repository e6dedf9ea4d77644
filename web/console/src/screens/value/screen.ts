import { screen } from '../../screen'

export default [
  screen({ path: '/coupons', name: 'coupons', title: ['券种', 'Kinds'], group: 'coupons', order: 0, scope: 'coupons:read', load: () => import('./Coupons.vue') }),
  screen({ path: '/coupons/stacking', name: 'coupon-stacking', title: ['叠加表', 'Stacking'], group: 'coupons', order: 1, scope: 'program:read', load: () => import('./Stacking.vue') }),
  screen({ path: '/coupons/issue', name: 'coupon-issue', title: ['发券', 'Give coupons'], group: 'coupons', order: 2, scope: 'coupons:grant', load: () => import('./Issue.vue') }),
  screen({ path: '/stored-value', name: 'stored-value', title: ['储值', 'Stored value'], group: 'wallet', order: 0, scope: 'reports:read|program:read', load: () => import('./StoredValue.vue') }),
  screen({ path: '/stored-value/refund', name: 'wallet-refund', title: ['会员钱包与退款', 'Wallets and refunds'], group: 'wallet', order: 1, scope: 'wallet:read', load: () => import('./Refund.vue') }),
  screen({ path: '/rewards', name: 'rewards', title: ['兑换品', 'Rewards'], group: 'shop', order: 0, scope: 'rewards:read', load: () => import('./Rewards.vue') }),
  screen({ path: '/draws', name: 'draws', title: ['抽奖', 'Draws'], group: 'shop', order: 1, scope: 'rewards:read', load: () => import('./Draws.vue') }),
]
