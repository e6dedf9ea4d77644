import { texts } from '@shared/i18n/texts'

export default texts({
  title: ['待定名单', 'To decide'], says: ['等级上要由人来定的事：到期未保级的会员，和会员的等级申请', 'What people decide about tiers: members whose fall is due, and applications'],
  falls: ['降级待定', 'Falls to decide'], fallsSays: ['规则写明降级由人决定时，到期的会员先列在这里，最早的在前', 'Where the rules leave falls to people, members wait here, the oldest first'],
  noFalls: ['没有等待决定的降级', 'No falls wait'], noFallsSays: ['把等级规则里的降级方式设为「人工决定」后，没有达到保级条件的会员会列在这里，由你决定保留还是降级。', 'Set the falls of the ladder to manual, and members who miss the conditions of their tier stand here until you keep or lower them.'],
  applications: ['等级申请', 'Applications'], applicationsSays: ['会员自己申请的等级；通过时再核对一次条件', 'Tiers that members applied for; conditions are checked again on approval'],
  noApplications: ['没有等级申请', 'No applications'], noApplicationsSays: ['规则允许申请的等级，会员可以在会员页提出；提出后列在这里。', 'Where a tier can be applied for, members do so on their page; it stands here then.'],
  toLadder: ['看等级规则', 'Open the ladder'],
  member: ['会员', 'Member'], due: ['应降日期', 'Due on'], tier: ['现在等级', 'Tier held'], lower: ['将降到', 'Would fall to'], why: ['没有达到', 'What was missed'], act: ['处理', 'Decide'], keep: ['保留等级', 'Keep the tier'], fall: ['降级', 'Lower'],
  keepTitle: ['保留「{tier}」', 'Keep “{tier}”'], keepSays: ['从今天起重新计算下一次复核；原因和决定的人留在历史里。', 'The next review starts anew today; reason and person stay in the history.'], fallTitle: ['降到「{tier}」', 'Lower to “{tier}”'], fallSays: ['立刻生效，会员会收到通知；计入降级次数的限制。', 'It holds at once, the member is told, and it counts for the limit of falls.'],
  wanted: ['申请等级', 'Applied for'], at: ['申请时间', 'Applied'], state: ['状态', 'State'], open: ['待处理', 'Open'], approved: ['已通过', 'Approved'], rejected: ['未通过', 'Rejected'], decided: ['处理', 'Decided'], approve: ['通过', 'Approve'], reject: ['不通过', 'Reject'], approveTitle: ['通过「{tier}」的申请', 'Approve “{tier}”'], approveSays: ['再核对一次条件，符合时立刻升级。', 'Conditions are checked again; the tier holds at once if they do.'], rejectTitle: ['不通过「{tier}」的申请', 'Reject “{tier}”'], rejectSays: ['等级不变，会员看得到结果。', 'The tier stays; the member sees the outcome.'],
  reason: ['原因', 'Reason'], 'long-standing': ['老会员', 'Long-standing member'], promised: ['已有约定', 'As promised'], 'not-active': ['长期没有来', 'Has not come for long'], checked: ['已核对', 'Checked'], 'not-met': ['条件未满足', 'Conditions not met'], goodwill: ['关怀', 'Goodwill'], other: ['其他', 'Other'],
})
