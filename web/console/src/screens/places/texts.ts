import { texts } from '@shared/i18n/texts'

export default texts({
  title: ['门店与收银台', 'Stores and tills'], says: ['{stores} 家门店，{tills} 台收银台', '{stores} stores, {tills} tills'], addStore: ['添加门店', 'Add a store'], addTill: ['添加收银台', 'Add a till'], stores: ['门店', 'Stores'], tills: ['收银台', 'Tills'],
  code: ['编号', 'Code'], codeSays: ['字母、数字和短横，用过的不能再用，例如 sh-001。', 'Letters, digits and dashes, never used twice, such as sh-001.'], nameZh: ['中文名', 'Name in Chinese'], nameEn: ['英文名（可不填）', 'Name in English (optional)'], store: ['门店', 'Store'], name: ['名称', 'Name'], zone: ['时区', 'Zone'], state: ['状态', 'State'], open: ['在用', 'Open'], closed: ['已关闭', 'Closed'], region: ['区域', 'Region'], isRegion: ['这是区域，下面再分门店', 'A region that holds stores'], parent: ['上级区域（可不选）', 'Region (optional)'], act: ['操作', 'Actions'],
  rename: ['改名', 'Rename'], save: ['保存', 'Save'], close: ['关闭', 'Close'], closeTitle: ['关闭「{name}」', 'Close “{name}”'], closeSays: ['之后的消费不能再记在它名下，已有的记录不变。编号不能再用。', 'Later purchases cannot name it; what was recorded stays. The code is not used again.'],
  pair: ['配对码', 'Pairing code'], pairTitle: ['「{name}」的配对码', 'Pairing code of “{name}”'], pairSays: ['在收银电脑上打开 {where}，输入它。一次有效，{when} 前用完。', 'Open {where} on the till and type it. Works once, until {when}.'],
  unknown: ['没登记的门店', 'Unknown stores'], unknownTake: ['照收：消费里出现没登记的门店编号也记下来', 'Accepted: purchases that name an unknown store are recorded'], unknownRefuse: ['拒绝：只收已登记门店的消费', 'Refused: only purchases of known stores are recorded'], refuse: ['改为拒绝', 'Refuse them'], take: ['改为照收', 'Accept them'],
  emptyStores: ['还没有门店', 'No stores yet'], emptyStoresSays: ['添加门店后，报表按店分开，店长和店员可以限定在自己的店。', 'With stores, reports are told apart and managers and clerks can be bound to theirs.'], emptyTills: ['还没有收银台', 'No tills yet'], emptyTillsSays: ['每台收银电脑登记一次，用配对码接入收银页。', 'Register each till once; a pairing code connects its page.'],
})
