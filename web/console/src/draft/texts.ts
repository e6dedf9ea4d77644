import { texts } from '@shared/i18n/texts'

export default texts({
  inForce: ['运行情况', 'In force'], inDraft: ['规则草案', 'Draft'], view: ['切换', 'View'], changed: ['草案改了 {n} 处', '{n} change in the draft|{n} changes in the draft'], same: ['草案与线上相同', 'The draft is the same as the live version'], publish: ['看影响并发布', 'See the effect and publish'], undo: ['撤销', 'Undo'],
  edit: ['编辑', 'Edit'], duplicate: ['复制一份', 'Duplicate'], turnOff: ['停用', 'Switch off'], turnOn: ['启用', 'Switch on'], moveUp: ['上移', 'Move up'], moveDown: ['下移', 'Move down'], takeOut: ['移除', 'Remove'], more: ['{name}：更多操作', 'More for {name}'], off: ['停用', 'Off'], isNew: ['新', 'New'], isChanged: ['已改', 'Changed'], gone: ['已移除，发布后生效', 'Removed; takes effect with the publication'],
  usual: ['默认', 'Default'], unit: ['单位', 'unit'], minute: ['分钟', 'minutes'], day: ['天', 'days'], month: ['个月', 'months'], year: ['年', 'years'],
  toDraft: ['在草案里添加', 'Add one to the draft'], newRule: ['新增规则', 'Add a rule'], newBenefit: ['新增权益', 'Add a benefit'],
  newOne: ['从哪种开始', 'Begin with'], save: ['存入草案', 'Keep in the draft'], cancel: ['取消', 'Cancel'], missing: ['请填写', 'Please fill in'], misfit: ['这里填不了这个值', 'This value does not fit here'], wrongFields: ['{n} 处需要改', '{n} field needs a change|{n} fields need a change'], addRow: ['加一行', 'Add a row'], removeRow: ['去掉第 {n} 行', 'Remove row {n}'], none: ['不选', 'None'], copyOf: ['{name}（副本）', '{name} (copy)'], words: ['用逗号隔开', 'Separated by commas'],
  broken: ['草案的语法有误，先在等级权益页撤销或丢弃', 'The draft cannot be read; undo or discard it in the tiers screen'], kept: ['已存入草案', 'Kept in the draft'], found: ['草案里有 {n} 处要处理', 'The draft has {n} finding|The draft has {n} findings'], elsewhere: ['不在表单里的检查', 'Findings beside the form'], order: ['次序', 'Order'], state: ['状态', 'State'], name: ['名称', 'Name'],

})
