// How figures look, everywhere: ¥1,234.56, 1,234, 12.8万, 2026-11-22, 138 **** 1234. Minus is the true sign; percent stands without a space.
import { locale, type Locale } from '../i18n/locale'

const MINUS = '\u2212'
const digits: Record<string, number> = { CNY: 2, USD: 2, EUR: 2, HKD: 2, JPY: 0, KRW: 0 }
const signs: Record<string, string> = { CNY: '¥', JPY: 'JP¥', USD: '$', EUR: '€', HKD: 'HK$', KRW: '₩' }

function grouped(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** A whole number with thousands: 1,234 and −1,234. */
export function count(value: number): string {
  const [whole, rest] = Math.abs(value).toString().split('.')
  return (value < 0 ? MINUS : '') + grouped(whole!) + (rest ? '.' + rest : '')
}

/** The same with its sign, for differences: +12, −3, 0. */
export function signed(value: number): string {
  return value > 0 ? '+' + count(value) : count(value)
}

/** Money from minor units, exact: integers only, so that no fen is lost on the way. */
export function money(minor: number, currency = 'CNY', options: { signed?: boolean; whole?: boolean } = {}): string {
  const places = digits[currency] ?? 2
  const text = Math.abs(minor).toString().padStart(places + 1, '0')
  const whole = places === 0 ? text : text.slice(0, -places)
  const rest = places === 0 || options.whole ? '' : '.' + text.slice(-places)
  return (minor < 0 ? MINUS : options.signed && minor > 0 ? '+' : '') + (signs[currency] ?? currency + ' ') + grouped(whole) + rest
}

/** Wide figures in charts: 12.8万 and 3.2亿 in Chinese, 128K and 3.2M in English. The exact value belongs into `title`. */
export function wide(value: number, to: Locale = locale.value): string {
  const size = Math.abs(value)
  const steps: [number, string][] = to === 'zh-CN' ? [[1e8, '亿'], [1e4, '万']] : [[1e9, 'B'], [1e6, 'M'], [1e3, 'K']]
  for (const [step, unit] of steps) {
    if (size < step) continue
    const scaled = Math.floor((size * 10) / step + 0.5) / 10
    return (value < 0 ? MINUS : '') + count(scaled) + unit
  }
  return count(value)
}

/** Wide money: ¥131.2万. */
export function wideMoney(minor: number, currency = 'CNY', to: Locale = locale.value): string {
  const unit = 10 ** (digits[currency] ?? 2)
  const [value, sign] = [Math.abs(minor) / unit, signs[currency] ?? currency + ' ']
  // Up to five figures the exact amount is no longer than the short one, in either language.
  return value < 1e4 ? money(minor, currency) : (minor < 0 ? MINUS : '') + sign + wide(value, to)
}

/** A share of ten thousandths (what the API gives) as percent: 684 → 6.84%. */
export function share(tenThousandths: number, places = 2): string {
  const text = (Math.abs(tenThousandths) / 100).toFixed(places)
  return (tenThousandths < 0 ? MINUS : '') + text + '%'
}

/** A change of a figure in percent: +8.8%; null when there was nothing before. */
export function change(now: number, before: number): string | null {
  if (before === 0) return null
  const percent = ((now - before) / Math.abs(before)) * 100
  const text = Math.abs(percent).toFixed(1) + '%'
  return percent >= 0.05 ? '+' + text : percent <= -0.05 ? MINUS + text : '0.0%'
}

/** The local date of an instant in a zone, as the programme counts days: 2026-11-22. */
export function day(instant: string, zone?: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(instant))
}

/** 2026-11-22 16:40. */
export function moment(instant: string, zone?: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }).format(new Date(instant))
}

/** 16:40. */
export function clock(instant: string, zone?: string): string {
  return moment(instant, zone).slice(11)
}

/** The weekday of a date: 周日, Sun. */
export function weekday(date: string, to: Locale = locale.value): string {
  return new Intl.DateTimeFormat(to, { weekday: 'short', timeZone: 'UTC' }).format(new Date(date.slice(0, 10) + 'T00:00:00Z'))
}

/** How long ago, for lists; the exact moment belongs into `title`. */
export function ago(instant: string, now: number = Date.now(), to: Locale = locale.value): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(instant)) / 1000))
  const [n, zh, en]: [number, string, Intl.RelativeTimeFormatUnit] =
    seconds < 60 ? [0, '刚刚', 'second'] : seconds < 3600 ? [Math.floor(seconds / 60), '分钟前', 'minute'] : seconds < 86400 ? [Math.floor(seconds / 3600), '小时前', 'hour'] : [Math.floor(seconds / 86400), '天前', 'day']
  if (to === 'zh-CN') return n === 0 ? zh : `${n} ${zh}`
  return n === 0 ? 'just now' : new Intl.RelativeTimeFormat('en').format(-n, en)
}

/** A phone as people may see it: 138 **** 1234; what is masked already stays so. */
export function phone(text: string): string {
  const plain = text.replace(/[\s-]/g, '')
  if (plain.includes('*') || !/^(\+?86)?1\d{10}$/.test(plain)) return text
  const tail = plain.slice(-11)
  return `${tail.slice(0, 3)} **** ${tail.slice(-4)}`
}

/** A discount as Chinese shops say it: 9500 of ten thousandths paid → 9.5折 (as the file and the server write it), 5% off in English. */
export function discount(paidTenThousandths: number, to: Locale = locale.value): string {
  const off = 10000 - paidTenThousandths
  return to === 'zh-CN' ? `${count(paidTenThousandths / 1000)}折` : `${count(off / 100)}% off`
}
