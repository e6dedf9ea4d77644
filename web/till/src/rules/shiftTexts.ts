import { texts } from '@shared/i18n/texts'

export const shiftTexts = texts({
  title: ['交班报告', 'Hand-over'], from: ['开班', 'From'], to: ['交班', 'To'], stillOpen: ['未交班', 'still open'], who: ['收银员', 'Clerk'], n: ['{n} 笔', '({n})'],
  sales: ['成交', 'Sales'], refunds: ['退货', 'Refunds'], voids: ['作废', 'Voids'], topUps: ['储值充值', 'Top-ups'], cards: ['卡与付费会员', 'Cards and plans'], paidBack: ['退储值和卡', 'Paid back'], undone: ['退货与作废', 'Refunds and voids'],
  ofMembers: ['其中会员', 'Of members'], saved: ['优惠', 'Savings'], total: ['合计', 'Total'], untold: ['未说明方式', 'Not told'], points: ['积分支付', 'Points'],
  given: ['发出积分', 'Points given'], spent: ['抵现积分', 'Points spent'], takenBack: ['收回积分', 'Points taken back'], returned: ['退回积分', 'Points returned'], valueUsed: ['储值支付', 'Stored value used'], valueBack: ['储值退回', 'Stored value returned'],
  bonus: ['充值赠送', 'Top-up bonus'], couponsUsed: ['用券张数', 'Coupons used'], couponsBack: ['退回券张数', 'Coupons returned'],
  opening: ['备用金', 'Opening cash'], expected: ['应有现金', 'Cash expected'], counted: ['清点现金', 'Cash counted'], difference: ['差额', 'Difference'], late: ['交班后补传', 'Arrived late'], early: ['其中开班前离线', 'Before it, offline'], openedBy: ['开班人', 'Opened by'], closedBy: ['交班人', 'Closed by'],
  unsent: ['本机待传', 'Not sent yet'], unsentCash: ['其中现金', 'Cash among it'], unsentSays: ['待传的单不在以上合计里，联网后记入这一班', 'Not in the figures above; they join this shift once sent'], refused: ['被拒', 'Refused'],
})
