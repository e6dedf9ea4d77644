import { texts } from '@shared/i18n/texts'

export default texts({
  tasks: ['任务中心', 'Tasks'], says: ['导入、导出、批量和回测；关掉页面也会做完。', 'Imports, exports, batches and backtests; they go on when the page is closed.'],
  none: ['没有任务', 'No tasks'], noneSays: ['导入会员、导出名单、跑回测都会在这里显示进度和结果。', 'An import, an export or a backtest shows its progress and result here.'], startImport: ['导入会员', 'Import members'],
  task: ['任务', 'Task'], state: ['状态', 'State'], progress: ['进度', 'Progress'], who: ['谁', 'Who'], when: ['下单时间', 'Ordered'], took: ['用时', 'Took'], result: ['结果', 'Result'],
  waiting: ['排队中', 'Waiting'], running: ['进行中', 'Running'], done: ['完成', 'Done'], failed: ['失败', 'Failed'], cancelled: ['已停止', 'Stopped'], dry: ['试运行', 'Dry run'], undone: ['已撤销', 'Undone'], undoes: ['撤销', 'Undo'], undoBulk: ['撤销这一批', 'Undo it'], undoBulkTitle: ['撤销这批处理', 'Undo this bulk work'], undoBulkSays: ['逐人退回：收回标签、积分或未使用的券。之后已有人改动或用掉的保留，结果里写明。撤销本身不能再撤销。', 'Member by member: tags, points or unused coupons are taken back. What was changed or used since stays, and the result says so. The undo itself cannot be undone.'],
  'bulk.done': ['完成 {n}', '{n} done'], 'bulk.same': ['未变 {n}', '{n} unchanged'], 'bulk.refused': ['未成功 {n}', '{n} refused'], 'bulk.undone': ['已撤销 {n}', '{n} undone'], 'bulk.left': ['保留 {n}', '{n} left'],
  stop: ['停止', 'Stop'], undo: ['撤销导入', 'Undo import'], undoTitle: ['撤销这次导入', 'Undo this import'], undoSays: ['这次导入新建的会员会被移除，期初积分、等级和储值会退回；之后有过消费的会员保留。撤销本身不能再撤销。', 'Members this import created leave again, and their opening points, tier and stored value are taken back; who has bought since stays. The undo itself cannot be undone.'], undoWord: ['撤销', 'undo'],
  files: ['下载结果', 'Result file'], errors: ['下载被拒的行', 'Rows refused'], openFile: ['看结果', 'See the result'],
  membersRead: ['读到 {n} 行', '{n} row read|{n} rows read'], created: ['新建 {n}', '{n} new'], known: ['已有 {n}', '{n} known'], refused: ['被拒 {n}', '{n} refused'], expected: ['{done} / {all}', '{done} / {all}'], addsUp: ['账目对得上', 'Adds up'], addsUpNot: ['账目对不上', 'Does not add up'],
  seconds: ['{n} 秒', '{n} s'], minutes: ['{n} 分', '{n} min'],
})
