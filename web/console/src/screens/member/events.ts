// What stands in the timeline for each kind of the record.
import type { IconName } from '@shared/parts/icons'
import { texts } from '@shared/i18n/texts'

export const eventTexts = texts({
  purchase: ['消费', 'Purchase'], refund: ['退款', 'Refund'], cancellation: ['无单退货', 'Return without receipt'], received: ['确认收货', 'Goods received'], activity: ['行为', 'Behaviour'], adjustment: ['人工调积分', 'Points adjusted'], growthAdjustment: ['人工调成长值', 'Growth adjusted'], debit: ['使用积分', 'Points used'], debitCancelled: ['取消使用积分', 'Use of points undone'], transferIn: ['转入积分', 'Points received'], transferOut: ['转出积分', 'Points sent'],
  joined: ['入会', 'Joined'], opening: ['期初导入', 'Opening'], openingUndone: ['期初撤销', 'Opening undone'], referral: ['推荐', 'Referral'], birthdayCame: ['生日', 'Birthday'], tagGiven: ['加标签', 'Tag set'], tagTaken: ['去标签', 'Tag removed'], segmentMoved: ['人群变动', 'Segment'], frozen: ['冻结', 'Frozen'], unfrozen: ['解冻', 'Unfrozen'], closed: ['注销', 'Closed'], mergedFrom: ['并入', 'Merged from'], mergedInto: ['被合并', 'Merged into'], unmergedFrom: ['拆分', 'Unmerged'], unmergedInto: ['拆分', 'Unmerged'],
  couponGranted: ['发券', 'Coupon given'], couponClaimed: ['领券', 'Coupon claimed'], couponUsed: ['用券', 'Coupon used'], couponReturned: ['退券', 'Coupon returned'], couponVoided: ['券作废', 'Coupon voided'], couponHeld: ['锁券', 'Coupon locked'], couponSent: ['转出券', 'Coupon sent'], couponArrived: ['收到券', 'Coupon received'],
  topUp: ['充值', 'Top-up'], topUpRefund: ['充值退款', 'Top-up refunded'], walletRefund: ['储值退款', 'Stored value refunded'], walletChanged: ['储值变动', 'Stored value changed'], cardSold: ['售次卡', 'Pass sold'], cardUsed: ['用次卡', 'Pass used'], cardUseCancelled: ['取消用次', 'Pass use undone'],
  redeemed: ['兑换', 'Redeemed'], redemptionFulfilled: ['兑换交付', 'Handed over'], redemptionCancelled: ['取消兑换', 'Redemption undone'], drawn: ['抽奖', 'Draw'], benefitUsed: ['使用权益', 'Benefit used'], benefitUseCancelled: ['取消权益', 'Benefit use undone'], booked: ['预订', 'Booked'], bookingTold: ['预订变动', 'Booking'], planOrdered: ['付费会员', 'Plan bought'], planRefunded: ['付费会员退款', 'Plan refunded'], packGiven: ['任务包', 'Task pack'], familyLinked: ['亲情卡', 'Family card'], familyUnlinked: ['解除亲情卡', 'Family card removed'],
  tierSet: ['手工调级', 'Tier by hand'], tierUnlocked: ['解除锁定', 'Tier unlocked'], tierApplied: ['等级申请', 'Tier application'], tierApplicationDecided: ['等级审批', 'Application decided'], overlayGiven: ['叠加等级', 'Tier overlay'], fallAssessed: ['降级复核', 'Fall assessed'], cutOffReached: ['名次复核', 'Cut-off'],
  'step.expire': ['积分到期', 'Points ended'], 'step.activate': ['积分生效', 'Points active'], 'step.review': ['等级复核', 'Tier review'], 'step.grace': ['宽限期满', 'Grace ended'], 'step.overlay': ['叠加结束', 'Overlay ended'], 'step.notice': ['通知', 'Notice'], 'step.couponNotice': ['券到期提醒', 'Coupon notice'], 'step.coupons': ['券到期', 'Coupons ended'], step: ['系统', 'System'],
})

export function eventName(kind: string, step: string | null | undefined): keyof typeof eventTexts {
  const key = kind === 'step' ? `step.${(step ?? '').split(':')[0]}` : kind
  return (key in eventTexts ? key : 'step') as keyof typeof eventTexts
}

const signs: [RegExp, IconName][] = [[/^(purchase|received)$/, 'shop'], [/^(refund|cancellation|.*Cancelled|.*Returned)$/, 'undo'], [/oupon/, 'coupon'], [/^(topUp|wallet|card)/, 'wallet'], [/^(tier|overlay|fall|cutOff)|review|grace|overlay/, 'tier'], [/otice/, 'message'], [/^(tag|segment)/, 'filter'], [/^(joined|opening|merged|unmerged|frozen|unfrozen|closed|family|referral)/, 'member'], [/^(activity|birthday|drawn|pack)/, 'star'], [/^(debit|adjustment|transfer)|expire|activate/, 'points']]
export const eventSign = (kind: string, step: string | null | undefined): IconName => signs.find(([like]) => like.test(kind === 'step' ? step ?? '' : kind))?.[1] ?? 'clock'
