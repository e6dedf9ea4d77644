import { texts } from '@shared/i18n/texts'

export default texts({
  title: ['导出登记', 'Exports register'], says: ['谁在什么时候带走了哪些数据、多少行、为什么；登记改不了也删不掉', 'Who took which data, when, how many rows and why; nobody edits it'],
  at: ['时间', 'When'], actor: ['谁', 'Who'], what: ['内容', 'What'], rows: ['行数', 'Rows'], persons: ['个人信息', 'Personal fields'], filter: ['筛选', 'Filter'], reason: ['理由', 'Why'], file: ['文件', 'File'],
  members: ['会员', 'Members'], entries: ['积分流水', 'Points entries'], tiers: ['每月等级', 'Tiers by month'], tierCounts: ['等级人数', 'Members by tier'], purchases: ['消费', 'Purchases'], wallet: ['储值余额', 'Stored value'], walletEntries: ['储值流水', 'Stored value entries'], member: ['一位会员的全部', 'All about one member'],
  none_: ['无', 'None'], masked: ['已遮盖', 'Masked'], whole: ['完整', 'Whole'], allMembers: ['全部', 'All'], get: ['下载', 'Download'], gone: ['已过期', 'Expired'], bytes: ['{n} KB', '{n} KB'],
  empty: ['还没有导出', 'No exports yet'], emptySays: ['导出会员、流水或一位会员的全部资料后，这里留下一条。', 'Each export of members, of entries or of all about one member leaves a row here.'], openMember: ['看会员', 'See the member'],
})
