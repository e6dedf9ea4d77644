import { texts } from '@shared/i18n/texts'

export default texts({
  members: ['会员', 'Members'], purchase: ['消费 {number}', 'Purchase {number}'], bought: ['{when}，来源 {source}', '{when}, from {source}'], member: ['会员', 'Member'], boughtBy: ['亲情卡', 'Family card'], noMember: ['没有会员', 'No member'],
  net: ['商品净额', 'Goods, net'], given: ['获得积分', 'Points earned'], growth: ['成长值', 'Growth'], back: ['已退款', 'Given back'], pieces: ['件数', 'Items'],
  lines: ['商品', 'Lines'], sku: ['商品', 'Item'], quantity: ['数量', 'Quantity'], list: ['原价', 'List price'], amount: ['净额', 'Net'], counts: ['计入积分的金额', 'Counts for points'], points: ['积分', 'Points'], refunded: ['已退', 'Given back'], whole: ['全部退', 'All'], total: ['合计', 'Total'],
  deductions: ['扣减', 'Deductions'], deduction: ['项目', 'Deduction'], why: ['原因', 'Reason'], notApplied: ['没有用上的', 'Not applied'], start: ['原价合计', 'List total'], pointsPaid: ['积分抵现', 'Paid with points'], valuePaid: ['储值支付', 'Paid with stored value'], toPay: ['实付', 'To pay'],
  how: ['积分怎么来的', 'How the points came about'], none: ['没有扣减', 'No deductions'], gone: ['没有这笔消费', 'There is no such purchase'], noPrice: ['这笔消费由收银系统定价，记录里只有净额。', 'The till priced this purchase; only the net amounts were recorded.'], noReasons: ['没有产生积分。', 'It brought no points.'],
})
