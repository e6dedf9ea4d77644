import { texts } from '@shared/i18n/texts'

export default texts({
  today: ['今天', 'Today'],
  tiers: ['等级分布', 'Members by tier'], tiersSays: ['{n} 位会员', '{n} member|{n} members'], noMembers: ['还没有会员', 'No members yet'], noMembersSays: ['导入旧系统的会员，或在收银台登记第一位，这里就会有分布。', 'Import members of the old system or register the first at the till; the distribution stands here then.'], tier: ['等级', 'Tier'], people: ['人数', 'Members'], shareOf: ['占比', 'Share'],
  liability: ['负债', 'Liability'], liabilityAt: ['截至 {when}', 'As of {when}'], pointsExpected: ['积分，按预期兑换率 {share}', 'Points, {share} expected to be used'], prepaid: ['储值，本金 + 赠送', 'Stored value, principal and bonus'], openPoints: ['{n} 可用积分，按产生的月份', '{n} points to use, by the month they were given'], noPoints: ['还没有发过积分', 'No points were given yet'], month: ['月份', 'Month'], points: ['积分', 'Points'],
})
