import { texts } from '@shared/i18n/texts'

export default texts({
  title: ['系统状态', 'System health'], again: ['重新读取', 'Read again'],
  night: ['每晚结算', 'Nightly run'], nightFor: ['{on} 的结算', 'for {on}'], nightTook: ['{members} 位会员，{items} 件事', '{members} members, {items} matters'], nightNever: ['还没有跑过', 'has not run yet'], nightDue: ['到期未跑', 'Due and not run'],
  backup: ['最近一次备份', 'Last backup'], restore: ['最近一次试恢复', 'Last tested restore'], never: ['还没有', 'None yet'], backupHow: ['在服务器上运行 tessera backup。', 'Run tessera backup on the server.'], restoreHow: ['在服务器上运行 tessera restore 文件 --test，确认备份真的能用。', 'Run tessera restore FILE --test on the server, to know that the backup holds.'], fileOf: ['{members} 位会员，{size}', '{members} members, {size}'],
  books: ['账本', 'Books'], agree: ['没有会员因账实不符停用', 'No member is halted'], halted: ['{n} 位会员因账实不符停用', '{n} member halted as the books disagree|{n} members halted as the books disagree'], checked: ['{when} 逐笔核对，{n} 处差异', 'Checked {when}, {n} differences'], unchecked: ['还没有核对过；每晚结算之后会自动核对', 'Not checked yet; each night ends with a check'], inBooks: ['共 {n} 位会员', '{n} member|{n} members'],
  version: ['版本', 'Version'], store: ['数据库', 'Database'], mode: ['环境', 'Mode'], size: ['大小', 'Size'], schema: ['表结构第 {n} 版', 'tables version {n}'], live: ['正式', 'Live'], test: ['测试', 'Test'], history: ['历史', 'History'], demo: ['演示数据', 'Demo data'],
  queues: ['队列', 'Queues'], queuesSays: ['等待的会自动继续，失败的需要处理', 'What waits goes on by itself; what failed needs somebody'], queue: ['队列', 'Queue'], waiting: ['等待', 'Waiting'], failed: ['失败', 'Failed'], outbox: ['会员之间', 'Between members'], outboxSays: ['推荐奖励等', 'such as referrals'], noEndpoints: ['没有接收地址', 'no endpoint'], webhooks: ['回传', 'Webhooks'], jobs: ['任务', 'Jobs'], facts: ['运行信息', 'About this server'], endpoints: ['{n} 个失败中', '{n} failing'], care: ['照看', 'Care'],
})
