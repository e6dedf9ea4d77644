import { texts } from '@shared/i18n/texts'

export const slipTexts = texts({
  practice: ['练习，不是凭证', 'PRACTICE, NOT A RECEIPT'], notRecorded: ['没有入账，不是凭证', 'NOT RECORDED, NOT A RECEIPT'], again: ['补打 第{n}次 {at}', 'REPRINT {n} at {at}'], number: ['单号', 'No.'], start: ['原价', 'List price'], pay: ['应付', 'To pay'],
  storedValue: ['储值支付', 'Stored value'], cash: ['现金', 'Cash'], wechat: ['微信支付', 'WeChat Pay'], alipay: ['支付宝', 'Alipay'], card: ['银行卡', 'Bank card'], change: ['找零', 'Change'],
  void: ['已作废', 'Voided'], refund: ['已退', 'Refunded'], member: ['会员 {name}', 'Member {name}'], later: ['积分联网后入账', 'Points follow when online'], earned: ['本单积分', 'Points earned'], balance: ['积分余额', 'Points balance'],
  valueLeft: ['储值余额', 'Stored value left'], scanToReturn: ['退货时扫此码', 'Scan this to return'], claim: ['凭此码补登会员积分', 'Claim the points with this code'], claimOnce: ['7 天内有效，限领一次', 'Once, within 7 days'],
  claimLater: ['联网后可凭单号补登会员', 'Claim by number once online'], thanks: ['谢谢光临', 'Thank you'],
})
