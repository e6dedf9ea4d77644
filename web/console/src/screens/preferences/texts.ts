import { texts } from '@shared/i18n/texts'

export default texts({
  title: ['我的偏好', 'My preferences'], says: ['换一台电脑登录也一样', 'The same on every computer you sign in on'],
  language: ['语言', 'Language'], theme: ['外观', 'Appearance'], system: ['跟随系统', 'As the system'], light: ['浅色', 'Light'], dark: ['深色', 'Dark'], density: ['表格行高', 'Rows of tables'], comfortable: ['宽松', 'Comfortable'], compact: ['紧凑', 'Compact'], saved: ['已保存', 'Saved'],
  signIn: ['登录', 'Signing in'], signedInAs: ['{name}，{role}', '{name}, {role}'], factor: ['动态码', 'Authenticator'], factorOn: ['已设置', 'Set up'], factorOff: ['未设置', 'Not set up'], setUp: ['设置动态码', 'Set it up'], password: ['密码', 'Password'], change: ['修改密码', 'Change the password'], current: ['现在的密码', 'Current password'], fresh: ['新密码', 'New password'], freshSays: ['至少 8 个字符，15 个以上更好。别处的登录会立即结束。', 'At least 8 characters; 15 or more are better. Sessions elsewhere end at once.'], changed: ['密码已修改', 'The password is changed'],
  sessions: ['登录中的设备', 'Signed in on'], thisOne: ['这一台', 'This one'], usedAt: ['{when}使用，{since} 登录', 'Used {when}, signed in {since}'], end: ['退出', 'Sign out'], endOthers: ['退出其他设备', 'Sign out elsewhere'], endSays: ['立即生效，需要再输一次密码。', 'At once; asks for the password once more.'],
})
