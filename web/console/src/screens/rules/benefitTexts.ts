import { texts } from '@shared/i18n/texts'

export default texts({
  title: ['权益目录', 'Benefits'], period: ['成本与使用按 {from} 至 {through}', 'Cost and use from {from} to {through}'], views: ['切换', 'View'], catalogue: ['目录', 'Catalogue'], comparison: ['等级对照表', 'Comparison table'], asSeen: ['会员看到的样子，v{n}，{on}', 'As members see it, v{n}, {on}'], publicSays: ['发布后，会员规则页与小程序显示的就是这张表。', 'The public rules page and the member pages show this table.'], publicPage: ['打开会员规则页', 'Open the public rules'],
  none: ['目录里还没有权益', 'The catalogue is empty'], noneSays: ['套用行业模板，权益连同成本和负责人就会出现在这里。', 'Apply an industry template; benefits with cost and owner stand here then.'],
  name: ['权益', 'Benefit'], tiers: ['等级', 'Tiers'], stage: ['环节', 'Stage'], cost: ['单次成本或折扣', 'Unit cost or discount'], quota: ['限次与总量', 'Quota and stock'], owner: ['负责人', 'Owner'], uses: ['使用次数', 'Uses'], used: ['使用率', 'Used by'], spent: ['成本', 'Cost'], rate: ['占净销售', 'Of net sales'], total: ['全部来源合计，含积分、券与礼品', 'All sources together, points, coupons and gifts among them'],
  basic: ['基础权益', 'Basic'], advanced: ['进阶权益', 'Advanced'], premium: ['尊享权益', 'Premium'], before: ['购买前', 'Before'], during: ['购买时', 'During'], after: ['购买后', 'After'],
  noQuota: ['不限次', 'No limit'], quotaOf: ['{period} {n} 次', '{n} {period}'], day: ['每天', 'a day'], week: ['每周', 'a week'], month: ['每月', 'a month'], year: ['每年', 'a year'], lifetime: ['一生', 'ever'], unlimited: ['总量不限', 'stock unlimited'], stockOf: ['共 {n} 份', '{n} in all'], noOwner: ['未写', 'Missing'],
  discount: ['折扣', 'Discount'], memberPrice: ['会员价', 'Member price'], multiplier: ['积分倍数', 'Points multiplier'], freeFreight: ['免配送费', 'Free delivery'], birthday: ['生日', 'Birthday'], anniversary: ['周年', 'Anniversary'], festival: ['节日', 'Festival'], memberDay: ['会员日', 'Member day'], entitlement: ['领用', 'Entitlement'], service: ['服务', 'Service'], upgrade: ['升档', 'Upgrade'], warranty: ['延保', 'Warranty'], early: ['提前购', 'Early access'], returns: ['退换', 'Returns'],
})
