// What can be added to the programme file from a page, list by list: how a new one begins, and what its form asks.
import type { Pair } from '@shared/i18n/texts'
import { asList, asMap, asText, at, type Map, type Node } from '../screens/rules/program'
import type { Field, Form } from './fields'

export interface Start { id: string; label: Pair; says: Pair; node: Map }
export interface Kind {
  /** Where the list stands in the file. */
  path: string
  /** Begins ids that no name gives. */
  prefix: string
  one: Pair
  add: Pair
  noneTitle: Pair
  noneSays: Pair
  /** What a new one may begin as; the first without a choice. */
  starts: readonly Start[]
  fields: readonly Field[]
  /** Keys of an item whose values are shown on its line. */
  gist: readonly string[]
}

const id: Field = { key: 'id', label: ['编号', 'Id'], kind: 'text', says: ['不写则由名称得出，发布后不再改', 'Made from the name when left out; stays once published'] }
const names: readonly Field[] = [
  { key: 'name/zh', label: ['中文名称', 'Name in Chinese'], kind: 'text', isRequired: true, isHalf: true },
  { key: 'name/en', label: ['英文名称', 'Name in English'], kind: 'text', isHalf: true, says: ['不写则同中文', 'The Chinese name when left out'] },
]
const dates: readonly Field[] = [{ key: 'from', label: ['开始日期', 'From'], kind: 'date', isHalf: true }, { key: 'through', label: ['结束日期', 'Through'], kind: 'date', isHalf: true }]
const terms: readonly Field[] = [{ key: 'terms/zh', label: ['使用说明（中文）', 'Terms in Chinese'], kind: 'long' }, { key: 'terms/en', label: ['使用说明（英文）', 'Terms in English'], kind: 'long' }]
const owner: Field = { key: 'owner', label: ['负责人', 'Owner'], kind: 'text', isHalf: true, says: ['部门或岗位', 'A department or role'] }
const tiersOnly: Field = { key: 'tiers', label: ['只限等级', 'Tiers that may have it'], kind: 'many', from: 'tiers', says: ['不选则都可以', 'All when none is chosen'] }
const yesNo = [['yes', ['是', 'Yes']], ['no', ['否', 'No']]] as const
const periods = [['lifetime', ['累计', 'Ever']], ['day', ['每天', 'A day']], ['week', ['每周', 'A week']], ['month', ['每月', 'A month']], ['year', ['每年', 'A year']]] as const
const weekdays = [['mon', ['周一', 'Mon']], ['tue', ['周二', 'Tue']], ['wed', ['周三', 'Wed']], ['thu', ['周四', 'Thu']], ['fri', ['周五', 'Fri']], ['sat', ['周六', 'Sat']], ['sun', ['周日', 'Sun']]] as const
const handings = [['pickUp', ['到店自提', 'Fetched at a store']], ['delivery', ['寄送', 'Sent']]] as const
const stages = [['price', ['会员价', 'Member price']], ['line', ['单品优惠', 'Lines']], ['buyGet', ['买赠', 'Buy and get']], ['order', ['整单优惠', 'Order']], ['coupon', ['用券', 'Coupons']], ['freight', ['运费', 'Freight']]] as const
const is = (key: string, ...values: string[]) => (form: Form) => values.includes(String(form[key] ?? ''))

const benefitTypes: readonly (readonly [string, Pair])[] = [
  ['discount', ['折扣', 'Discount']], ['memberPrice', ['会员价', 'Member price']], ['multiplier', ['积分倍数', 'Points multiplier']], ['freeFreight', ['免配送费', 'Free delivery']], ['memberDay', ['会员日', 'Member day']], ['birthday', ['生日', 'Birthday']], ['anniversary', ['入会周年', 'Anniversary']], ['festival', ['节日', 'Festival']],
  ['entitlement', ['按次领用', 'Entitlement']], ['service', ['服务', 'Service']], ['priorityBooking', ['优先预约', 'Priority booking']], ['earlyAccess', ['提前购', 'Early access']], ['content', ['专属内容', 'Exclusive content']], ['warranty', ['延长保修', 'Longer warranty']], ['freeReturns', ['免费退换', 'Free returns']],
]
const priced = ['discount', 'memberDay']
const handed = ['birthday', 'anniversary', 'festival', 'entitlement', 'service', 'content', 'priorityBooking', 'earlyAccess', 'warranty', 'freeReturns']

export const benefits: Kind = {
  path: '/benefits', prefix: 'benefit', one: ['权益', 'Benefit'], add: ['新增权益', 'Add a benefit'], noneTitle: ['目录里还没有权益', 'The catalogue is empty'], noneSays: ['加第一项，写明成本和负责人，再在梯级里勾给等级。', 'Add the first with its cost and owner, then give it to tiers in the ladder.'],
  starts: [
    { id: 'discount', label: ['折扣', 'Discount'], says: ['对范围内的商品打折', 'A share off the goods it names'], node: { type: 'discount', discount: '9.5折' } },
    { id: 'memberDay', label: ['会员日', 'Member day'], says: ['每周固定几天打折', 'A discount on days of the week'], node: { type: 'memberDay', discount: '9折', when: { weekdays: ['wed'] } } },
    { id: 'multiplier', label: ['积分倍数', 'Points multiplier'], says: ['代替等级自己的倍数', 'In place of the multiplier of the tier'], node: { type: 'multiplier', multiplier: '1.5' } },
    { id: 'freeFreight', label: ['免配送费', 'Free delivery'], says: ['满一定金额免配送费', 'From an amount on'], node: { type: 'freeFreight', atLeast: '49' } },
    { id: 'birthday', label: ['生日礼', 'Birthday gift'], says: ['生日当月可用', 'In the month of the birthday'], node: { type: 'birthday', unitCost: '10.00', stock: 'unlimited' } },
    { id: 'anniversary', label: ['周年礼', 'Anniversary gift'], says: ['入会周年可用', 'At each year of membership'], node: { type: 'anniversary', unitCost: '10.00', stock: 'unlimited' } },
    { id: 'festival', label: ['节日礼', 'Festival gift'], says: ['每年固定日期发放', 'On days of the year'], node: { type: 'festival', unitCost: '10.00', stock: 'unlimited', yearly: ['01-01'] } },
    { id: 'entitlement', label: ['按次领用', 'Entitlement'], says: ['每人每期几次，用一次记一次', 'So many uses of each member'], node: { type: 'entitlement', quota: { uses: '1', period: 'month' }, unitCost: '5.00', stock: 'unlimited' } },
    { id: 'service', label: ['专属服务', 'Service'], says: ['由人员提供，如免排队', 'Done by people, such as no queueing'], node: { type: 'service', unitCost: '0', stock: 'unlimited' } },
    { id: 'priorityBooking', label: ['优先预约', 'Priority booking'], says: ['比别人早几天可约', 'Books some days before others'], node: { type: 'priorityBooking', by: '7 days', unitCost: '0', stock: 'unlimited' } },
    { id: 'earlyAccess', label: ['提前购', 'Early access'], says: ['新品提前几天可买', 'Buys some days before others'], node: { type: 'earlyAccess', by: '3 days', unitCost: '0', stock: 'unlimited' } },
    { id: 'content', label: ['专属内容', 'Exclusive content'], says: ['课程、资讯等', 'Courses and reading'], node: { type: 'content', unitCost: '0', stock: 'unlimited' } },
    { id: 'warranty', label: ['延长保修', 'Longer warranty'], says: ['比标准保修更长', 'Longer than the standard'], node: { type: 'warranty', stage: 'after', by: '6 months', unitCost: '0', stock: 'unlimited' } },
    { id: 'freeReturns', label: ['免费退换', 'Free returns'], says: ['退换不收费', 'Nothing to pay for returns'], node: { type: 'freeReturns', stage: 'after', unitCost: '0', stock: 'unlimited' } },
    { id: 'memberPrice', label: ['会员价', 'Member price'], says: ['指定单品的价格', 'Prices of single articles'], node: { type: 'memberPrice', prices: {} } },
  ],
  fields: [
    ...names, { key: 'type', label: ['类型', 'Type'], kind: 'choice', choices: benefitTypes, isRequired: true, isHalf: true }, { key: 'layer', label: ['层次', 'Layer'], kind: 'choice', isHalf: true, choices: [['basic', ['基础', 'Basic']], ['advanced', ['进阶', 'Advanced']], ['premium', ['尊享', 'Premium']]] },
    { key: 'tiers', label: ['哪些等级享有', 'Tiers that have it'], kind: 'many', from: 'tiers', says: ['也可在梯级里逐级勾选', 'Tiers may also take it in the ladder'] },
    { key: 'discount', label: ['折扣', 'Discount'], kind: 'discount', says: ['如 9折、95 %', 'Share paid: 90 %, or 9折'], when: is('type', ...priced), isHalf: true },
    { key: 'multiplier', label: ['倍数', 'Multiplier'], kind: 'multiplier', when: is('type', 'multiplier'), isHalf: true }, { key: 'atLeast', label: ['满金额', 'From an amount'], kind: 'money', when: is('type', 'freeFreight', ...priced), isHalf: true },
    { key: 'by', label: ['多久', 'By how long'], kind: 'length', when: is('type', 'warranty', 'earlyAccess', 'priorityBooking'), isHalf: true },
    { key: 'when/weekdays', label: ['星期', 'Weekdays'], kind: 'many', choices: weekdays, when: is('type', ...priced) }, { key: 'when/categories', label: ['商品分类', 'Categories'], kind: 'words', says: ['用逗号隔开，如 tea/milk；不写则全部', 'Separated by commas, such as tea/milk; all when left out'], when: is('type', 'memberPrice', ...priced) },
    { key: 'quota/uses', label: ['每人次数', 'Uses of each member'], kind: 'whole', isHalf: true, when: is('type', ...handed) }, { key: 'quota/period', label: ['每', 'In'], kind: 'choice', choices: periods, isHalf: true, when: is('type', ...handed) },
    { key: 'yearly', label: ['每年日期', 'Days of the year'], kind: 'words', says: ['如 01-01, 05-01', 'Such as 01-01, 05-01'], when: is('type', 'festival') },
    { key: 'holds', label: ['可用期', 'Can be used'], kind: 'choice', choices: [['month', ['当月', 'In the month']], ['day', ['当天', 'On the day']]], isHalf: true, when: is('type', 'birthday', 'anniversary', 'festival') },
    { key: 'unitCost', label: ['单次成本', 'Cost of one use'], kind: 'money', isHalf: true, when: is('type', ...handed) }, { key: 'stock', label: ['总量', 'Stock'], kind: 'whole', says: ['数字，或 unlimited 不限', 'A number, or unlimited'], isHalf: true, when: is('type', ...handed) },
    { ...owner, says: ['启用的权益必须有人负责', 'Every benefit that is on needs one'] }, { key: 'stage', label: ['环节', 'Stage'], kind: 'choice', isHalf: true, choices: [['before', ['购买前', 'Before the purchase']], ['during', ['购买时', 'With the purchase']], ['after', ['购买后', 'After it']]] },
    ...dates, ...terms, { ...id },
  ],
  gist: ['discount', 'multiplier', 'atLeast', 'by', 'quota/uses', 'unitCost', 'owner'],
}

const savings: readonly Field[] = [
  { key: 'saving/amount', label: ['减多少', 'Amount off'], kind: 'money', isHalf: true }, { key: 'saving/discount', label: ['或打几折', 'Or a discount'], kind: 'discount', says: ['如 9折', 'Share paid: 90 %, or 9折'], isHalf: true },
  { key: 'saving/atLeast', label: ['满金额', 'From an amount'], kind: 'money', isHalf: true }, { key: 'saving/reach', label: ['减在', 'Taken off'], kind: 'choice', choices: [['goods', ['商品', 'Goods']], ['freight', ['运费', 'Freight']], ['all', ['全部', 'All']]], isHalf: true },
  { key: 'saving/when/categories', label: ['商品分类', 'Categories'], kind: 'words', says: ['用逗号隔开；不写则全部', 'Separated by commas; all when left out'] },
  { key: 'saving/group', label: ['叠加组', 'Stacking group'], kind: 'choice', from: 'groups', isHalf: true }, { key: 'saving/notWith/savings', label: ['不与这些同用', 'Not together with'], kind: 'many', from: 'savings' },
]

export const coupons: Kind = {
  path: '/coupons', prefix: 'coupon', one: ['券种', 'Coupon kind'], add: ['新增券种', 'Add a coupon kind'], noneTitle: ['还没有券种', 'No coupon kinds yet'], noneSays: ['加第一种，写明门槛、有效期和发放量，发布后就能发给会员。', 'Add the first with its threshold, life and supply; once published it can be given.'],
  starts: [
    { id: 'amount', label: ['满减券', 'Amount off'], says: ['满一定金额减固定金额', 'A fixed amount from a sum on'], node: { takes: ['assigned'], lasts: '30 days', saving: { amount: '10', atLeast: '50' } } },
    { id: 'discount', label: ['折扣券', 'Discount'], says: ['整单打折', 'A share off the order'], node: { takes: ['assigned'], lasts: '30 days', saving: { discount: '9折' } } },
    { id: 'freight', label: ['运费券', 'Delivery'], says: ['减配送费', 'Lowers the delivery fee'], node: { takes: ['assigned'], lasts: '30 days', saving: { reach: 'freight', amount: '5' } } },
    { id: 'newcomer', label: ['新人券', 'For newcomers'], says: ['入会即得', 'Given at joining'], node: { takes: ['newcomer'], lasts: '30 days', saving: { amount: '5', atLeast: '20' } } },
    { id: 'claim', label: ['限时领取', 'To be claimed'], says: ['会员自己领，限量', 'Members take it, as long as there are any'], node: { takes: ['selfClaim'], perMember: '1', period: 'month', supply: '1000', lasts: '14 days', saving: { amount: '8', atLeast: '30' } } },
    { id: 'counter', label: ['到店兑换', 'At the counter'], says: ['柜台核销，不减金额', 'Written off, takes nothing off'], node: { takes: ['assigned'], lasts: '30 days', cost: '5.00' } },
    { id: 'pool', label: ['外部券码', 'Outside codes'], says: ['上传的券码，发完为止', 'Uploaded codes, until there are none'], node: { takes: ['assigned'], lasts: '90 days', pool: 'yes', cost: '0' } },
  ],
  fields: [
    ...names, ...savings,
    { key: 'takes', label: ['怎么得到', 'How it is taken'], kind: 'many', choices: [['assigned', ['商家发放', 'Given by the shop']], ['selfClaim', ['会员领取', 'Claimed']], ['code', ['凭口令', 'With a claim code']], ['newcomer', ['入会即得', 'At joining']]] },
    { key: 'claimCode', label: ['口令', 'Claim code'], kind: 'text', when: form => Array.isArray(form.takes) && (form.takes as string[]).includes('code') },
    { key: 'lasts', label: ['领取后多久', 'Lasts'], kind: 'length', isHalf: true }, { key: 'supply', label: ['总发放量', 'Supply'], kind: 'whole', says: ['不写不限', 'No limit when left out'], isHalf: true },
    { key: 'perMember', label: ['每人限领', 'Claims of each member'], kind: 'whole', isHalf: true }, { key: 'period', label: ['每', 'In'], kind: 'choice', choices: periods, isHalf: true }, ...dates,
    { key: 'claimTiers', label: ['哪些等级可领', 'Tiers that may claim'], kind: 'many', from: 'tiers' }, { key: 'exceptWeekdays', label: ['不可用的星期', 'Not on'], kind: 'many', choices: weekdays },
    { key: 'transferable', label: ['可转赠', 'May be passed on'], kind: 'choice', choices: yesNo, isHalf: true }, { key: 'pricePoints', label: ['领取要多少积分', 'Points a claim costs'], kind: 'whole', isHalf: true }, { key: 'cost', label: ['用一张另付的成本', 'Cost beside the saving'], kind: 'money', isHalf: true }, owner, ...terms, id,
  ],
  gist: ['saving/amount', 'saving/discount', 'saving/atLeast', 'lasts', 'supply'],
}

export const groups: Kind = {
  path: '/pricing/groups', prefix: 'group', one: ['叠加组', 'Stacking group'], add: ['新增叠加组', 'Add a group'], noneTitle: ['还没有自己的叠加组', 'No groups of your own'], noneSays: ['每个计价阶段自带一组：同阶段的优惠取最省的一个。需要同享时加一组。', 'Each stage has its own group, of which the best holds. Add one where savings should stand together.'],
  starts: [{ id: 'all', label: ['可同享', 'All together'], says: ['组里的优惠都算', 'All of its savings hold'], node: { stage: 'coupon', mode: 'all' } }, { id: 'best', label: ['取最省', 'The best'], says: ['组里只算最省的一个', 'The one that saves most'], node: { stage: 'coupon', mode: 'best' } }, { id: 'first', label: ['按次序取一', 'The first'], says: ['组里按次序取第一个合用的', 'The first that applies'], node: { stage: 'coupon', mode: 'first' } }],
  fields: [{ ...id, isRequired: true, says: ['优惠写上它就进这一组', 'Savings that name it are in the group'] }, { key: 'stage', label: ['计价阶段', 'Stage'], kind: 'choice', choices: stages, isHalf: true, isRequired: true }, { key: 'mode', label: ['组内', 'Inside'], kind: 'choice', choices: [['best', ['取最省的一个', 'The best']], ['first', ['按次序取一', 'The first']], ['all', ['都算', 'All']]], isHalf: true }],
  gist: ['stage', 'mode'],
}

export const promotions: Kind = {
  path: '/promotions', prefix: 'promotion', one: ['促销', 'Promotion'], add: ['新增促销', 'Add a promotion'], noneTitle: ['还没有促销', 'No promotions yet'], noneSays: ['满减、限时折扣和买赠写在这里，收银报价时逐条计算。', 'Order savings, timed discounts and buy and get stand here; every quote reads them.'],
  starts: [
    { id: 'order', label: ['满减', 'Amount off the order'], says: ['整单满一定金额减', 'From a sum on'], node: { stage: 'order', amount: '15', atLeast: '120' } },
    { id: 'discount', label: ['限时折扣', 'Timed discount'], says: ['指定星期或日期打折', 'On days that you choose'], node: { stage: 'line', discount: '8折', when: { weekdays: ['wed'] } } },
    { id: 'second', label: ['第二件半价', 'Second at half price'], says: ['买一件，第二件打折', 'Buy one, the next at a discount'], node: { stage: 'buyGet', buyGet: { buy: '1', get: '1', discount: '5折' } } },
    { id: 'free', label: ['买二送一', 'Buy two, get one'], says: ['买若干件送一件', 'One is given for some bought'], node: { stage: 'buyGet', buyGet: { buy: '2', get: '1' } } },
  ],
  fields: [
    ...names, { key: 'stage', label: ['计价阶段', 'Stage'], kind: 'choice', choices: stages, isHalf: true }, { key: 'group', label: ['叠加组', 'Stacking group'], kind: 'choice', from: 'groups', isHalf: true },
    { key: 'amount', label: ['减多少', 'Amount off'], kind: 'money', isHalf: true }, { key: 'discount', label: ['或打几折', 'Or a discount'], kind: 'discount', isHalf: true }, { key: 'atLeast', label: ['满金额', 'From an amount'], kind: 'money', isHalf: true }, { key: 'units', label: ['满件数', 'From units'], kind: 'whole', isHalf: true },
    { key: 'buyGet/buy', label: ['买几件', 'Units bought'], kind: 'whole', isHalf: true, when: is('stage', 'buyGet') }, { key: 'buyGet/get', label: ['送几件', 'Units given'], kind: 'whole', isHalf: true, when: is('stage', 'buyGet') }, { key: 'buyGet/discount', label: ['送的件打几折', 'Discount of what is given'], kind: 'discount', says: ['不写则免费', 'Free when left out'], isHalf: true, when: is('stage', 'buyGet') },
    { key: 'when/categories', label: ['商品分类', 'Categories'], kind: 'words', says: ['用逗号隔开；不写则全部', 'Separated by commas; all when left out'] }, { key: 'when/weekdays', label: ['星期', 'Weekdays'], kind: 'many', choices: weekdays }, { key: 'when/tiers', label: ['只限等级', 'Tiers only'], kind: 'many', from: 'tiers' },
    { key: 'when/from', label: ['开始日期', 'From'], kind: 'date', isHalf: true }, { key: 'when/through', label: ['结束日期', 'Through'], kind: 'date', isHalf: true }, { key: 'notWith/savings', label: ['不与这些同用', 'Not together with'], kind: 'many', from: 'savings' }, { key: 'rank', label: ['组内次序', 'Rank'], kind: 'text', isHalf: true, says: ['小者先', 'Lower goes first'] }, id,
  ],
  gist: ['stage', 'amount', 'discount', 'atLeast', 'group'],
}

export const rewards: Kind = {
  path: '/rewards', prefix: 'reward', one: ['兑换品', 'Reward'], add: ['新增兑换品', 'Add a reward'], noneTitle: ['还没有兑换品', 'No rewards yet'], noneSays: ['加第一件，写明积分、库存、成本和负责人，发布后会员就能兑换。', 'Add the first with its points, stock, cost and owner; once published members can take it.'],
  starts: [{ id: 'goods', label: ['实物', 'Goods'], says: ['到店凭码自提', 'Fetched at a store against a code'], node: { points: '1000', stock: '100', cost: '10.00' } }, { id: 'cash', label: ['积分加现金', 'Points and cash'], says: ['另付一部分现金', 'With some cash beside'], node: { points: '1000', cash: '9.90', stock: '100', cost: '15.00' } }, { id: 'delivery', label: ['寄送', 'Sent'], says: ['寄到会员的地址', 'Sent to the address of the member'], node: { points: '2000', stock: '100', cost: '20.00', handing: 'delivery' } }],
  fields: [
    ...names, { key: 'points', label: ['积分', 'Points'], kind: 'whole', isRequired: true, isHalf: true }, { key: 'cash', label: ['另付现金', 'Cash beside'], kind: 'money', isHalf: true }, { key: 'stock', label: ['总库存（含已兑）', 'Stock, given ones included'], kind: 'whole', isRequired: true, isHalf: true }, { key: 'cost', label: ['每件成本', 'Cost of one'], kind: 'money', isRequired: true, isHalf: true },
    { key: 'retail', label: ['零售价', 'Retail price'], kind: 'money', isHalf: true }, { ...owner, isRequired: true }, { key: 'perMember', label: ['每人限兑', 'Most of one member'], kind: 'whole', isHalf: true }, { key: 'period', label: ['每', 'In'], kind: 'choice', choices: periods, isHalf: true },
    { key: 'handing', label: ['交付', 'Handing over'], kind: 'choice', choices: handings, isHalf: true }, tiersOnly, ...dates, ...terms, id,
  ],
  gist: ['points', 'cash', 'stock', 'cost', 'owner'],
}

export const draws: Kind = {
  path: '/draws/campaigns', prefix: 'draw', one: ['抽奖', 'Draw'], add: ['新增抽奖', 'Add a draw'], noneTitle: ['还没有抽奖', 'No draws yet'], noneSays: ['写明奖品、概率和数量；开始前公布，开始后不能再改。', 'Say prizes, odds and numbers; they are public before it begins and stand from then on.'],
  starts: [{ id: 'points', label: ['积分抽奖', 'For points'], says: ['每次消耗积分', 'Each entry costs points'], node: { points: '50', perMember: '2', period: 'month', whenOut: 'next' } }, { id: 'free', label: ['免费抽奖', 'For free'], says: ['每人限次，不收积分', 'So many times, without points'], node: { points: '0', perMember: '1', period: 'month', whenOut: 'next' } }],
  fields: [
    ...names, { key: 'points', label: ['每次积分', 'Points of an entry'], kind: 'whole', isRequired: true, isHalf: true }, { ...owner, isRequired: true }, { ...dates[0]!, isRequired: true }, { ...dates[1]!, isRequired: true, says: ['次日公布种子', 'The seed is revealed the day after'] },
    { key: 'perMember', label: ['每人次数', 'Entries of each member'], kind: 'whole', isHalf: true }, { key: 'period', label: ['每', 'In'], kind: 'choice', choices: periods, isHalf: true }, { key: 'budget', label: ['奖品成本上限', 'Most the prizes may cost'], kind: 'money', isHalf: true }, { key: 'entries', label: ['总次数', 'Entries in all'], kind: 'whole', isHalf: true },
    { key: 'whenOut', label: ['奖品发完时', 'When a prize has run out'], kind: 'choice', choices: [['nothing', ['不中奖', 'Nothing is won']], ['next', ['中下一个还有的', 'The next that is left']]] },
    { key: 'prizes', label: ['奖品', 'Prizes'], kind: 'rows', isRequired: true, of: [
      { key: 'id', label: ['编号', 'Id'], kind: 'text', isRequired: true, isHalf: true }, { key: 'name/zh', label: ['中文名称', 'Name in Chinese'], kind: 'text', isRequired: true, isHalf: true }, { key: 'name/en', label: ['英文名称', 'Name in English'], kind: 'text', isHalf: true }, { key: 'odds', label: ['概率', 'Odds'], kind: 'share', isRequired: true, isHalf: true, says: ['如 5 %', 'Such as 5 %'] },
      { key: 'stock', label: ['数量', 'How many'], kind: 'whole', isRequired: true, isHalf: true }, { key: 'worth', label: ['价值', 'Worth'], kind: 'money', isRequired: true, isHalf: true }, { key: 'cost', label: ['成本', 'Cost'], kind: 'money', isRequired: true, isHalf: true }, { key: 'points', label: ['送积分', 'Points given'], kind: 'whole', isHalf: true, says: ['不写则为实物', 'Goods when left out'] },
    ] }, tiersOnly, ...terms, id,
  ],
  gist: ['points', 'from', 'through', 'perMember'],
}

export const plans: Kind = {
  path: '/plans', prefix: 'plan', one: ['付费方案', 'Paid plan'], add: ['新增付费方案', 'Add a plan'], noneTitle: ['还没有付费方案', 'No paid plans yet'], noneSays: ['会员付费即享某个等级或权益。加第一个方案，发布后就能开通。', 'Members pay for a tier or for benefits. Add the first; once published it can be sold.'],
  starts: [{ id: 'year', label: ['年费', 'A year'], says: ['付一年，享一级', 'A tier for a year'], node: { price: '99.00', term: '12 months', renewDays: '60 days' } }, { id: 'month', label: ['月费', 'A month'], says: ['按月付', 'Month by month'], node: { price: '15.00', term: '1 month' } }],
  fields: [
    ...names, { key: 'price', label: ['一期价格', 'Price of a period'], kind: 'money', isRequired: true, isHalf: true }, { key: 'term', label: ['一期多长', 'Length of a period'], kind: 'length', isRequired: true, isHalf: true }, { key: 'tier', label: ['享有等级', 'Tier'], kind: 'choice', from: 'tiers', isHalf: true },
    { key: 'benefits', label: ['另开通的权益', 'Benefits beside'], kind: 'many', from: 'benefits' }, { key: 'renewal', label: ['未到期再买', 'A new order before the end'], kind: 'choice', choices: [['extend', ['从到期接着算', 'Goes on from the end']], ['refuse', ['到期才能再买', 'Waits for the end']]], isHalf: true }, { key: 'renewDays', label: ['提前多久可续', 'Can be renewed before its end'], kind: 'length', isHalf: true, says: ['0 天为随时', '0 days for any time'] },
    { key: 'refund', label: ['退款', 'Refund'], kind: 'choice', choices: [['proRata', ['按剩余天数', 'By the days left']], ['full', ['随时全退', 'In full at any time']]], isHalf: true }, { key: 'fullDays', label: ['未使用多久内可全退', 'In full while unused within'], kind: 'length', isHalf: true }, { key: 'noticeDays', label: ['到期前多久提醒', 'Told before the end'], kind: 'length', isHalf: true }, ...dates, ...terms, id,
  ],
  gist: ['price', 'term', 'tier', 'refund'],
}

export const bookings: Kind = {
  path: '/bookings', prefix: 'resource', one: ['预约项目', 'Bookable resource'], add: ['新增预约项目', 'Add a resource'], noneTitle: ['还没有可预约的项目', 'Nothing can be booked yet'], noneSays: ['设计师、房间、课程都可以。写明时段和名额，发布后会员就能预约。', 'A stylist, a room, a class: say hours and seats; once published members can book.'],
  starts: [{ id: 'person', label: ['人员', 'A person'], says: ['一次一位，由店员确认', 'One at a time, staff confirm'], node: { slot: '60', seats: '1', ahead: '14 days', cancelBefore: '240 minutes', confirm: 'staff', hours: [{ weekdays: ['tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '10:00', until: '20:00' }] } }, { id: 'class', label: ['课程或房间', 'A class or room'], says: ['多个名额，约上即成', 'Several seats, stands at once'], node: { slot: '60', seats: '8', ahead: '14 days', hours: [{ weekdays: ['sat', 'sun'], from: '10:00', until: '18:00' }] } }],
  fields: [
    ...names, { key: 'slot', label: ['每个时段几分钟', 'Minutes of a slot'], kind: 'whole', isHalf: true }, { key: 'seats', label: ['每个时段几个名额', 'Seats of a slot'], kind: 'whole', isHalf: true },
    { key: 'hours', label: ['可约时间', 'Hours'], kind: 'rows', isRequired: true, of: [{ key: 'weekdays', label: ['星期', 'Weekdays'], kind: 'many', choices: weekdays, says: ['不选则每天', 'Every day when none is chosen'] }, { key: 'from', label: ['从', 'From'], kind: 'time', isRequired: true, isHalf: true }, { key: 'until', label: ['到', 'Until'], kind: 'time', isRequired: true, isHalf: true }] },
    { key: 'closedOn', label: ['这些日期不可约', 'Closed on'], kind: 'words', says: ['如 2026-02-17，用逗号隔开', 'Such as 2026-02-17, separated by commas'] }, tiersOnly, { key: 'store', label: ['门店', 'Store'], kind: 'choice', from: 'stores', isHalf: true }, { key: 'confirm', label: ['确认', 'Confirmation'], kind: 'choice', choices: [['atOnce', ['约上即成', 'Stands at once']], ['staff', ['由店员确认', 'Staff confirm']]], isHalf: true },
    { key: 'ahead', label: ['提前多久开放', 'Opens ahead'], kind: 'length', isHalf: true }, { key: 'cancelBefore', label: ['开始前多久不能取消', 'Cancelled until'], kind: 'length', isHalf: true }, { key: 'perMember', label: ['每人同时几个', 'Open bookings of each member'], kind: 'whole', isHalf: true, says: ['0 不限', '0 for no limit'] },
    { key: 'noQueue', label: ['免排队的权益', 'Benefit that skips the queue'], kind: 'choice', from: 'benefits', isHalf: true }, ...terms, id,
  ],
  gist: ['slot', 'seats', 'tiers', 'confirm'],
}

export const topUps: Kind = {
  path: '/storedValue/plans', prefix: 'top-up', one: ['储值套餐', 'Top-up plan'], add: ['新增储值套餐', 'Add a top-up plan'], noneTitle: ['还没有储值套餐', 'No top-up plans yet'], noneSays: ['写明充多少送多少；赠送部分不可退。', 'Say what is paid and what comes on top; the bonus is never paid back.'],
  starts: [{ id: 'plus', label: ['充值加赠', 'With a bonus'], says: ['充一定金额送一部分', 'Some on top of what is paid'], node: { pay: '100', bonus: '5' } }],
  fields: [...names, { key: 'pay', label: ['充值金额', 'Paid'], kind: 'money', isRequired: true, isHalf: true }, { key: 'bonus', label: ['赠送金额', 'Bonus'], kind: 'money', isHalf: true }, id],
  gist: ['pay', 'bonus'],
}

export const cards: Kind = {
  path: '/storedValue/cards', prefix: 'card', one: ['次卡与期卡', 'Count and period cards'], add: ['新增次卡或期卡', 'Add a card'], noneTitle: ['还没有次卡', 'No cards yet'], noneSays: ['按次的写次数，按期的写期限。', 'A count card has uses, a period card a term.'],
  starts: [{ id: 'count', label: ['次卡', 'Count card'], says: ['用一次少一次', 'A number of uses'], node: { kind: 'count', price: '200', uses: '10', listPerUse: '25.00' } }, { id: 'period', label: ['期卡', 'Period card'], says: ['一段时间内不限次', 'As often as one likes for a time'], node: { kind: 'period', price: '300', term: '1 month' } }],
  fields: [...names, { key: 'price', label: ['售价', 'Price'], kind: 'money', isRequired: true, isHalf: true }, { key: 'uses', label: ['次数', 'Uses'], kind: 'whole', isHalf: true, when: is('kind', 'count', '') }, { key: 'term', label: ['期限', 'Term'], kind: 'length', isHalf: true, when: is('kind', 'period') }, { key: 'listPerUse', label: ['不用卡时一次的价格', 'Price of one use without it'], kind: 'money', isHalf: true, when: is('kind', 'count', '') }, { key: 'kind', label: ['种类', 'Kind'], kind: 'choice', isHalf: true, isRequired: true, choices: [['count', ['按次', 'By uses']], ['period', ['按期', 'By time']]] }, id],
  gist: ['price', 'uses', 'term'],
}

const earnKinds = [['money', ['按金额', 'By money']], ['unit', ['按件', 'By units']], ['purchase', ['按单', 'By orders']], ['behaviour', ['按行为', 'By behaviour']], ['multiplier', ['积分加倍', 'Multiplies others']]] as const
export const earn: Kind = {
  path: '/earn', prefix: 'earn', one: ['积分规则', 'Earn rule'], add: ['新增规则', 'Add a rule'], noneTitle: ['还没有积分规则', 'No earn rules yet'], noneSays: ['从一个句式开始，数字和范围随时可改。', 'Begin with a sentence; figures and scope can be changed at any time.'],
  starts: [
    { id: 'money', label: ['每消费 ¥1 得 1 积分', 'For each ¥1 spent, 1 point'], says: ['全部商品，可限分类', 'All goods, or some categories'], node: { kind: 'money', rate: { points: '1', per: '1.00' } } },
    { id: 'unit', label: ['每件得 5 积分', 'Each unit gives 5 points'], says: ['指定单品或分类', 'Of articles or categories'], node: { kind: 'unit', points: '5' } },
    { id: 'purchase', label: ['每单得 10 积分', 'Each order gives 10 points'], says: ['不看金额，可设起点', 'Whatever it comes to'], node: { kind: 'purchase', points: '10', caps: { day: '10' }, multiplied: 'no' } },
    { id: 'checkin', label: ['每次「签到」得 5 积分', 'Each “check-in” gives 5 points'], says: ['每天有上限', 'Limited a day'], node: { kind: 'behaviour', behaviour: 'checkin', points: '5', oncePerObject: 'no', caps: { day: '5' }, multiplied: 'no' } },
    { id: 'review', label: ['每次「评价」得 30 积分', 'Each “review” gives 30 points'], says: ['同一订单只计一次', 'Once an order'], node: { kind: 'behaviour', behaviour: 'review', points: '30', caps: { day: '90' }, multiplied: 'no' } },
    { id: 'campaign', label: ['活动期间积分 2 倍', 'Points are doubled in a campaign'], says: ['指定日期或星期', 'On dates or weekdays'], node: { kind: 'multiplier', multiplier: '2', when: { weekdays: ['wed'] } } },
  ],
  fields: [
    ...names, { key: 'kind', label: ['奖励什么', 'What it rewards'], kind: 'choice', choices: earnKinds, isRequired: true, isHalf: true }, { key: 'behaviour', label: ['行为代码', 'Behaviour'], kind: 'text', isRequired: true, isHalf: true, says: ['如 checkin、share、review', 'Such as checkin, share or review'], when: is('kind', 'behaviour') },
    { key: 'rate/points', label: ['得多少积分', 'Points'], kind: 'whole', isRequired: true, isHalf: true, when: is('kind', 'money') }, { key: 'rate/per', label: ['每消费多少', 'For each amount'], kind: 'money', isHalf: true, when: is('kind', 'money') }, { key: 'points', label: ['得多少积分', 'Points'], kind: 'whole', isRequired: true, isHalf: true, when: is('kind', 'unit', 'purchase', 'behaviour') },
    { key: 'multiplier', label: ['倍数', 'Multiplier'], kind: 'multiplier', isRequired: true, isHalf: true, when: is('kind', 'multiplier') }, { key: 'caps/day', label: ['每天至多', 'Most a day'], kind: 'whole', isHalf: true, when: is('kind', 'money', 'unit', 'purchase', 'behaviour') },
    { key: 'when/categories', label: ['商品分类', 'Categories'], kind: 'words', says: ['用逗号隔开；不写则全部', 'Separated by commas; all when left out'], when: is('kind', 'money', 'unit', 'purchase', 'multiplier') }, { key: 'when/weekdays', label: ['星期', 'Weekdays'], kind: 'many', choices: weekdays, when: is('kind', 'money', 'unit', 'purchase', 'multiplier') },
    { key: 'when/from', label: ['开始日期', 'From'], kind: 'date', isHalf: true, when: is('kind', 'money', 'unit', 'purchase', 'multiplier') }, { key: 'when/through', label: ['结束日期', 'Through'], kind: 'date', isHalf: true, when: is('kind', 'money', 'unit', 'purchase', 'multiplier') }, id,
  ],
  gist: ['kind', 'points', 'multiplier'],
}

export const tagRules: Kind = {
  path: '/tagRules', prefix: 'tag', one: ['标签规则', 'Tag rule'], add: ['新增标签规则', 'Add a tag rule'], noneTitle: ['还没有标签规则', 'No tag rules'], noneSays: ['写下谁该有什么标签，发布后每晚自动加上和取下。', 'Say who has which tag; once published, tags come and go by themselves every night.'],
  starts: [
    { id: 'spend', label: ['消费达到', 'Spent enough'], says: ['近 12 个月消费满一定金额', 'An amount within 12 months'], node: { when: { spend: 'at least 1000', window: 'rolling 12 months' } } },
    { id: 'away', label: ['很久没来', 'Away for long'], says: ['多少天没有消费', 'Days without a purchase'], node: { when: { daysSincePurchase: 'at least 90' } } },
    { id: 'behaviour', label: ['常做的事', 'Does something often'], says: ['如签到、评价满几次', 'Such as checking in so many times'], node: { when: { behaviour: 'checkin', times: '5', window: 'rolling 1 months' } } },
    { id: 'free', label: ['自己写条件', 'A condition of your own'], says: ['从空白开始', 'From nothing'], node: {} },
  ],
  fields: [
    ...names, { key: 'tag', label: ['加上的标签', 'Tag it gives'], kind: 'text', isRequired: true, isHalf: true, says: ['字母、数字、点、短横和下划线', 'Letters, digits, dots, hyphens, underscores'] }, { key: 'takes', label: ['不再满足时取下', 'Taken again when it no longer holds'], kind: 'choice', choices: yesNo, isHalf: true, says: ['默认取下；人工加的标签从不取下', 'Taken by default; what people gave never is'] },
    { key: 'when', label: ['谁得到', 'Who gets it'], kind: 'condition', isRequired: true }, id,
  ],
  gist: ['tag', 'takes'],
}

export const kinds: readonly Kind[] = [benefits, coupons, groups, promotions, rewards, draws, plans, bookings, topUps, cards, earn, tagRules]

/** Everything that has an id in the file, so that a new one finds a free one. */
export const idsOf = (root: Node | undefined): string[] => ['/tiers', ...kinds.map(k => k.path)].flatMap(path => asList(at(root, path)).map(n => asText(asMap(n).id)))
