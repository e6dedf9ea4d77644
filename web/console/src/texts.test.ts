// Both languages have every text: no pair lacks a side, none says Chinese to who reads English, and both sides are filled from the same values.
import { describe, expect, it } from 'vitest'
import { kinds } from './draft/kinds'

const modules = import.meta.glob<Record<string, unknown>>(['./**/*[tT]exts.ts', './words.ts', './**/screen.ts', '../../shared/**/words.ts', '../../shared/api/problem.ts', '../../till/src/**/*[tT]exts.ts'], { eager: true })
const pages = import.meta.glob<string>(['./**/*.vue', '../../shared/**/*.vue', '../../till/src/**/*.vue'], { eager: true, query: '?raw', import: 'default' })
const han = /[\u3400-\u9fff]/

/** Every pair below a value, with the way to it. */
function pairs(value: unknown, at: string): [string, string, string][] {
  if (Array.isArray(value)) {
    if (value.length === 2 && value.every(v => typeof v === 'string') && han.test(value[0] as string)) return [[at, ...(value as [string, string])]]
    return value.flatMap((v, i) => pairs(v, `${at}/${i}`))
  }
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([key, v]) => pairs(v, `${at}/${key}`))
  return []
}

const all = [...Object.entries(modules).flatMap(([file, module]) => pairs(module, file)), ...pairs(kinds, 'kinds')]
const slots = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(m => m[1]))].sort().join(' ')
// What is written in Chinese in every language: the notation of discounts, and the language's own name.
const kept = (text: string) => text.replaceAll('折', '').replaceAll('中文', '')

describe('the texts of the pages', () => {
  it('are many, so that the search for them found something', () => expect(all.length).toBeGreaterThan(1000))
  // A counter such as 人 has no word in English.
  it('have an English side without Chinese in it', () => expect(all.filter(([, zh, en]) => (en.trim() === '' && zh.length > 1) || han.test(kept(en)))).toEqual([]))
  it('are filled from the same values on both sides', () => {
    // A plural may leave the number out, and a sentence what the other language does not say.
    const odd = all.filter(([, zh, en]) => slots(en).split(' ').filter(Boolean).some(name => !slots(zh).split(' ').includes(name)))
    expect(odd.map(([at, zh, en]) => `${at}: ${zh} / ${en}`)).toEqual([])
  })
  it('stand in no page itself', () => {
    const found = Object.entries(pages).flatMap(([file, source]) => source.split('\n').map((line, i) => ({ at: `${file}:${i + 1}`, line: kept(line.replace(/\/\/.*$|<!--.*?-->|\/\*.*?\*\/|\/消费\/\.test\(c\.sentence\.zh\)/g, '')) })).filter(l => han.test(l.line)))
    expect(found.map(f => `${f.at} ${f.line.trim().slice(0, 80)}`)).toEqual([])
  })
})
