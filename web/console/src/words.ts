import { texts } from '@shared/i18n/texts'

/** Words of the frame and of the doors to it. */
export const words = texts({
  home: ['首页', 'Home'], members: ['会员', 'Members'], points: ['积分', 'Points'], tiers: ['等级权益', 'Tiers'], wallet: ['储值与次卡', 'Stored value'], coupons: ['优惠券', 'Coupons'],
  shop: ['积分商城', 'Rewards'], marketing: ['营销', 'Marketing'], analysis: ['分析', 'Reports'], stores: ['门店与收银', 'Stores and tills'], settings: ['设置', 'Settings'],
  mainMenu: ['主菜单', 'Main menu'],
  skip: ['跳到正文', 'Skip to the content'],
  allStores: ['全部门店', 'All stores'], allOf: ['全部 {n} 家门店', 'All {n} stores'], chooseStore: ['切换门店', 'Switch store'],
  search: ['手机尾号、会员号、页面', 'Phone tail, member id, page'],
  searchTitle: ['搜索', 'Search'], searchMembers: ['会员', 'Members'], searchPages: ['页面', 'Pages'], searchNone: ['没有找到。手机号或卡号可输后四位。', 'Nothing found. Type the last four digits of a phone or card.'],
  tasks: ['任务中心', 'Tasks'], allTasks: ['全部任务', 'All tasks'], noTasks: ['没有任务', 'No tasks'], noTasksSays: ['导入、导出和回测会在这里显示进度，不用守着页面。', 'Imports, exports and backtests show their progress here; no need to keep the page open.'],
  help: ['帮助', 'Help'], helpRules: ['会员规则（对外页面）', 'Membership rules (public page)'], helpApi: ['接口文档', 'API reference'], helpKeys: ['快捷键：Ctrl K 或 ⌘ K 搜索，Esc 关闭面板', 'Keys: Ctrl K or ⌘ K searches, Esc closes a panel'], helpTill: ['收银台', 'Till page'],
  language: ['语言', 'Language'], look: ['外观', 'Appearance'], system: ['跟随系统', 'As the system'], light: ['浅色', 'Light'], dark: ['深色', 'Dark'], signOut: ['退出登录', 'Sign out'], personMenu: ['{name} 的菜单', 'Menu of {name}'],
  demo: ['演示数据', 'Demo data'], demoSays: ['会员、消费和金额都是编造的，随时可以一键移除。', 'Members, purchases and amounts are made up and can be removed with one click.'], test: ['测试模式', 'Test mode'], testSays: ['时钟由测试接口拨动，外发消息只记录不发送。', 'The clock is moved by the test API; outgoing messages are recorded, not sent.'],
  demoRemove: ['移除演示数据', 'Remove demo data'], demoRemoveSays: ['全部会员、消费、积分和报表都会清空，包括期间加入的会员，不能恢复。人员、密钥、门店和正在使用的规则留下。', 'All members, purchases, points and reports go, those who joined meanwhile too; this cannot be undone. People, keys, stores and the rules in force stay.'], demoWord: ['移除', 'remove'],
  signIn: ['登录', 'Sign in'], name: ['名字', 'Name'], password: ['密码', 'Password'], code: ['动态码', 'Authenticator code'], codeSays: ['验证器里的六位数字；丢了验证器时可输恢复码。', 'Six digits of your authenticator, or a recovery code if it is lost.'],
  nameNeeded: ['请输入名字', 'Type your name'], passwordNeeded: ['请输入密码', 'Type your password'],
  forgot: ['忘了密码或丢了验证器：请所有者在「设置」里重置；所有者本人在服务器上运行 tessera user reset。', 'A lost password or authenticator: ask your owner for a reset; owners run tessera user reset on the server.'],
  endedTitle: ['登录已过期', 'Your session ended'], endedSays: ['页面上的内容都还在。登录后接着刚才的操作。', 'Everything on the page is kept. Sign in and go on where you were.'], other: ['换一个人登录', 'Sign in as somebody else'],
  welcome: ['欢迎', 'Welcome'], ownerTitle: ['创建所有者', 'Create the owner'], ownerSays: ['所有者可以做全部事情，包括邀请其他人。', 'The owner can do everything, and invites the others.'], invitedTitle: ['设置登录密码', 'Choose your password'], invitedSays: ['名字由邀请人定好，用来登录。', 'Your name was set by who invited you; you sign in with it.'],
  chooseName: ['名字（用来登录）', 'Name (to sign in with)'], choosePassword: ['密码', 'Password'], passwordSays: ['至少 8 个字符，15 个以上更好。一句话就很好记。', 'At least 8 characters; 15 or more are better. A sentence is easy to remember.'], shopName: ['店名（可以以后再写）', 'Name of the shop (can wait)'], goOn: ['继续', 'Continue'], linkMissing: ['这个链接不完整', 'The link is not complete'], linkMissingSays: ['请从服务器打印的那一行或邀请里复制整个链接。', 'Copy the whole link from the line the server printed, or from the invitation.'], isInvited: ['我是被邀请的', 'I was invited'], isOwner: ['我是第一个所有者', 'I am the first owner'],
  factor: ['设置动态码', 'Set up an authenticator'], factorSays: ['你的角色需要动态码。用验证器应用扫描，再输入它显示的六位数字。', 'Your role needs one. Scan the code with an authenticator app, then type the six digits it shows.'], factorSecret: ['不能扫描时，手动输入密钥', 'If you cannot scan, type this secret'], confirm: ['确认', 'Confirm'], sixDigits: ['六位数字', 'Six digits'],
  codesTitle: ['记下恢复码', 'Note the recovery codes'], codesSays: ['丢了验证器时，每个恢复码可以登录一次。它们只显示这一次。', 'When the authenticator is lost, each signs you in once. They are shown this once.'], codesDone: ['我已记下，进入首页', 'I noted them, go on'], codesSave: ['存为文件', 'Save as a file'],
  notFound: ['没有这个页面', 'There is no such page'], notFoundSays: ['地址可能写错了，或页面已经换了位置。', 'The address may be mistyped, or the page has moved.'], notAllowed: ['你的角色看不到这一页', 'Your role does not open this page'], notAllowedSays: ['当前角色是「{role}」。需要时请所有者调整角色。', 'Your role is “{role}”. Ask your owner if you need it.'], toHome: ['回首页', 'Go to the home page'],
  opening: ['正在打开', 'Opening'], closeMenu: ['收起菜单', 'Close the menu'], openMenu: ['打开菜单', 'Open the menu'],
  'job.import.members': ['导入会员', 'Import members'], 'job.import.purchases': ['导入消费', 'Import purchases'], 'job.import.undo': ['撤销导入', 'Undo an import'], 'job.export': ['导出', 'Export'], 'job.tiers.batch': ['批量调整等级', 'Batch of tiers'], 'job.tiers.undo': ['撤销批量等级', 'Undo a batch of tiers'], 'job.coupons.batch': ['批量发券', 'Batch of coupons'], 'job.program.backtest': ['规则回测', 'Backtest'], 'job.program.calibration': ['门槛校准', 'Calibration'], 'job.segments.evaluate': ['更新人群', 'Update a segment'],
})
