// Texts in both languages side by side: `texts({ count: ['共 {n} 人', '{n} member|{n} members'] })`.
// A pair is a tuple, so that a missing translation does not compile. `{name}` is filled from the values; where the English holds `|`, n = 1 takes the first.
import { locale, type Locale } from './locale'
import { count } from '../format/format'

export type Pair = readonly [zh: string, en: string]
export type Values = Record<string, string | number>
export type Texts<K extends string = string> = Readonly<Record<K, Pair>>

export const texts = <const T extends Texts>(all: T): T => all

export function say(pair: Pair, values: Values = {}, to: Locale = locale.value): string {
  let text: string = pair[to === 'zh-CN' ? 0 : 1]
  if (to === 'en' && text.includes('|')) text = text.split('|')[values.n === 1 || values.n === '1' ? 0 : 1]!
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    return value === undefined ? whole : typeof value === 'number' ? count(value) : value
  })
}

/** `const t = useTexts(mine)`, then `t('count', { n: 3 })`. Reactive: a change of language renders anew. */
export function useTexts<T extends Texts>(all: T) {
  return (key: keyof T & string, values?: Values): string => say(all[key] as Pair, values)
}
