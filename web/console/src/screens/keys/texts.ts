import { texts } from '@shared/i18n/texts'

export default texts({
  title: ['接口密钥', 'API keys'], says: ['收银系统、商城和脚本用它调用接口', 'For tills, shops and scripts that call the API'], make: ['新建密钥', 'Make a key'], makeSays: ['只给它用得到的权限。密钥只显示一次，服务器不保存原文。', 'Give it only what it needs. The key is shown once; the server keeps no copy.'], create: ['生成密钥', 'Make the key'],
  name: ['名称', 'Name'], scopes: ['权限', 'Scopes'], scopeCount: ['{n} 项权限', '{n} scope|{n} scopes'], mode: ['环境', 'Mode'], live: ['正式', 'Live'], test: ['测试', 'Test'], made: ['创建', 'Made'], state: ['状态', 'State'], inUse: ['在用', 'In use'], revoked: ['{when} 已吊销', 'Revoked {when}'],
  revoke: ['吊销', 'Revoke'], revokeTitle: ['吊销「{name}」', 'Revoke “{name}”'], revokeSays: ['用它的系统立即被拒绝，不能恢复。', 'Systems that use it are refused at once; this cannot be undone.'], secretTitle: ['「{name}」的密钥', 'Key of “{name}”'], secretSays: ['只显示这一次，请存到使用它的系统里。', 'Shown this once; store it in the system that uses it.'],
  log: ['请求记录', 'Requests'], logOf: ['「{name}」的请求记录', 'Requests of “{name}”'], logSays: ['最近 30 天', 'the last 30 days'], at: ['时间', 'Time'], request: ['请求', 'Request'], answer: ['答复', 'Answer'], took: ['用时', 'Took'], ms: ['{n} 毫秒', '{n} ms'], id: ['请求号', 'Request id'], onlyFailed: ['只看失败', 'Failed only'], allRequests: ['全部', 'All'], show: ['范围', 'Show'], noRequests: ['还没有请求', 'No requests yet'], noRequestsSays: ['用这个密钥调用接口后，每一次请求都记在这里。', 'Each call with this key stands here.'], empty: ['还没有密钥', 'No keys yet'],
})
