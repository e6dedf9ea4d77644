import { texts } from '@shared/i18n/texts'

export default texts({
  title: ['兑换记录', 'Redemptions'], count: ['{n} 笔', '{n} redemption|{n} redemptions'],
  toHandOver: ['待自提', 'To be fetched'], toSend: ['待发货', 'To be sent'], doneView: ['已完成', 'Handed over'], cancelledView: ['已取消', 'Cancelled'], all: ['全部', 'All'], views: ['工作清单', 'Worklists'],
  madeAt: ['兑换时间', 'Redeemed'], member: ['会员', 'Member'], goods: ['兑换品', 'Goods'], points: ['积分', 'Points'], cash: ['加价', 'Cash'], handing: ['交付', 'Handing over'], stage: ['状态', 'State'], code: ['提货码', 'Pick-up code'], to: ['收货', 'Deliver to'],
  pickUp: ['自提', 'Pick-up'], delivery: ['配送', 'Delivery'], open: ['待处理', 'Waiting'], fulfilled: ['已完成', 'Handed over'], cancelled: ['已取消', 'Cancelled'], prize: ['奖品', 'Prize'],
  reward: ['兑换品', 'Goods'], from: ['从', 'From'], through: ['到', 'Until'], waiting: ['等了 {n} 天', 'waits {n} day|waits {n} days'],
  none: ['没有兑换', 'No redemptions'], noneSays: ['会员用积分换到的商品和抽中的奖品都在这里等着交付。', 'Goods taken for points and prizes won wait here to be handed over.'],
  sent: ['已发货', 'Mark as sent'], handOver: ['核销', 'Hand over'], cancelIt: ['取消', 'Cancel'], handSays: ['输入会员出示的提货码，或扫码。', 'Type or scan the code the member shows.'], sentSays: ['确认已把货交给快递。', 'Confirm that the goods are on their way.'], cancelSays: ['积分和加价退回会员，库存回补。', 'Points and cash go back to the member, the stock too.'],
  erased: ['已抹除', 'erased'], doneNow: ['已处理：{name}', 'Done: {name}'], codeHidden: ['有提货码权限的人可见', 'Visible to who may see codes'],
})
