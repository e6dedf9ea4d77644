import { texts } from '@shared/i18n/texts'

export default texts({
  title: ['选一个行业模板', 'Choose a template for your trade'], says: ['等级、积分、权益、券一次就绪，之后每一处都能改', 'Tiers, points, benefits and coupons at once; every part can be changed later'],
  shop: ['店名', 'Name of the shop'], shopSays: ['会员和小票上看到的名字', 'What members and slips show'], saveName: ['保存店名', 'Save the name'], named: ['店名已保存', 'The name is saved'],
  apply: ['选用「{name}」', 'Use “{name}”'], applied: ['正在使用', 'In use'], takeBack: ['撤回模板', 'Take it back'], preview: ['预览「{name}」', 'Preview of “{name}”'],
  tiers: ['等级', 'Tiers'], times: ['{n} 倍积分', '{n}× points'], noBenefits: ['没有专属权益', 'no benefits of its own'], earn: ['积分规则', 'Earn rules'], brings: ['一并带来', 'Brings along'],
  rewards: ['{n} 种兑换品', '{n} reward|{n} rewards'], coupons: ['{n} 种优惠券', '{n} coupon|{n} coupons'], plans: ['{n} 个储值方案', '{n} stored value plan|{n} stored value plans'], draws: ['{n} 个抽奖', '{n} draw|{n} draws'],
  file: ['看规则文件', 'See the rules file'], hideFile: ['收起规则文件', 'Hide the rules file'],
  tryOut: ['先用演示数据试用', 'Try it with demo data first'], tryOutSays: ['填入昨天为止 12 个月编造的会员和消费，随时可以一键移除。只能在没有真实会员时填入。', 'Twelve months of made-up members and purchases up to yesterday, removed with one click. Only while there are no real members.'], fill: ['填入演示数据', 'Fill with demo data'],
  filling: ['正在填入演示数据', 'Filling with demo data'], filled: ['演示数据已就绪', 'The demo data is in'], toHome: ['去首页', 'Go to the home page'], step: ['{done} / {all} 步', '{done} of {all} steps'], goOnFilling: ['继续填入', 'Go on filling'],
  draftSays: ['店里已有会员：模板只会填进草稿，按平常的办法发布。', 'There are members: the template only fills the draft; it is published the usual way.'],
  appliedNow: ['「{name}」已生效', '“{name}” is in force'], appliedSays: ['规则已作为第 1 版发布。可以填入演示数据试用，或直接回首页照引导往下做。', 'The rules are published as version 1. Fill in demo data to try them, or go home and follow the guide.'], filledDraft: ['「{name}」已填进草稿', '“{name}” fills the draft'],
})
