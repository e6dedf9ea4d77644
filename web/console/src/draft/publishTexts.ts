import { texts } from '@shared/i18n/texts'

export default texts({
  title: ['发布 {n} 处改动', 'Publish {n} change|Publish {n} changes'], backTitle: ['退回到 v{v}', 'Go back to v{v}'], says: ['生效时全体会员评估一次升级；没有人因为发布而降级。', 'At the effective instant every member is read once for a rise; nobody falls because of a publication.'], backSays: ['v{v} 的文本成为下一版，现在的版本留在历史里；草案不变，已发的券和宽限照旧。', 'The text of v{v} becomes the next version, today’s stays in the history; the draft stays, issued coupons and grace keep their terms.'],
  checks: ['法务核对（{n} 项）', 'Legal checklist ({n})'], checksMust: ['法务核对：发布前须签署 {n} 项', 'Legal checklist: {n} to sign before publishing'], checksSay: ['勾选即以你的名义签署，随版本与审计保存。内容供参考，不代替律师意见。', 'A tick signs in your name and is kept with the version and in the audit. It is no legal advice.'], unsigned: ['还有 {n} 项没有签署', '{n} check is not signed yet|{n} checks are not signed yet'], comma: ['；', '; '], andMore: ['；另 {n} 处', '; {n} more'],
  from: ['生效时刻', 'Takes effect'], fromSays: ['不填则尽快生效；时区 {zone}', 'Empty: as soon as it may; zone {zone}'],
  more: ['另 {n} 处', '{n} more'], reason: ['理由', 'Reason'], reasonNeeded: ['请写下理由，它会留在版本和审计里', 'Say why; it is kept with the version and in the audit'], cite: ['引用报告', 'Report cited'], none: ['不引用', 'None'], backtest: ['回测', 'Backtest'], calibration: ['校准', 'Calibration'],
  two: ['有第二位可以发布的人时，须由另一人批准；只有一人时，等待期满自动生效，并记为单人发布。', 'With a second person who may publish, another must approve; alone, it takes effect after the wait and is marked single.'], cancel: ['取消', 'Cancel'], go: ['提交发布', 'Publish'], goBack: ['退回版本', 'Go back'], waits: ['已提交，等另一人批准。批准在「设置 · 审批」。', 'Submitted; another person must approve it under Settings, Approvals.'], published: ['已发布 v{v}，{when} 生效', 'v{v} is published, in effect from {when}'], done: ['完成', 'Done'],
})
