// Bytes for receipt printers: ESC/POS with GB18030 text, 32 columns on 58 mm paper and 48 on 80 mm. A Chinese character takes two columns.
import type { SlipPart } from './slip'

const [ESC, GS] = [0x1b, 0x1d]
export type Paper = 58 | 80
export const columns = (paper: Paper) => (paper === 58 ? 32 : 48)

let codes: Map<string, [number, number]> | undefined

/** Browsers decode GB18030 but do not encode it: the two-byte area is turned round once. */
function table(): Map<string, [number, number]> {
  if (codes) return codes
  codes = new Map()
  const decoder = new TextDecoder('gb18030')
  for (let high = 0x81; high <= 0xfe; high++) {
    for (let low = 0x40; low <= 0xfe; low++) {
      if (low === 0x7f) continue
      const sign = decoder.decode(new Uint8Array([high, low]))
      if ([...sign].length === 1 && sign !== '\ufffd' && !codes.has(sign)) codes.set(sign, [high, low])
    }
  }
  return codes
}

export function encode(text: string): number[] {
  const out: number[] = []
  for (const sign of text) {
    const code = sign.codePointAt(0)!
    if (code < 0x80) out.push(code < 0x20 ? 0x20 : code)
    else if (sign === '¥') out.push(...(table().get('￥') ?? [0x59]))
    else out.push(...(table().get(sign) ?? [0x3f]))
  }
  return out
}

/** Columns a text takes. */
export const width = (text: string) => [...text].reduce((sum, sign) => sum + (sign.codePointAt(0)! < 0x80 ? 1 : 2), 0)

/** Breaks a text where the paper ends; Chinese may break anywhere. */
export function wrap(text: string, most: number): string[] {
  const rows: string[] = []
  let row = ''
  for (const sign of text) {
    if (width(row + sign) > most) {
      rows.push(row)
      row = ''
    }
    row += sign
  }
  return [...rows, row]
}

/** Left and right on one line; a left part that is too long goes on lines of its own. */
export function pair(left: string, right: string, most: number): string[] {
  const room = most - width(right) - 1
  if (width(left) <= room) return [left + ' '.repeat(most - width(left) - width(right)) + right]
  const rows = wrap(left, most)
  const last = rows.at(-1)!
  if (width(last) <= room) return [...rows.slice(0, -1), last + ' '.repeat(most - width(last) - width(right)) + right]
  return [...rows, ' '.repeat(Math.max(0, most - width(right))) + right]
}

export function escpos(parts: readonly SlipPart[], paper: Paper): Uint8Array {
  const most = columns(paper)
  const out: number[] = [ESC, 0x40, 0x1c, 0x26] // Reset; Chinese characters on.
  const line = (text: string) => out.push(...encode(text), 0x0a)
  const on = (bold = false, big = false, inverted = false) => out.push(ESC, 0x45, bold ? 1 : 0, GS, 0x21, big ? 0x11 : 0, GS, 0x42, inverted ? 1 : 0)
  const align = (centre: boolean) => out.push(ESC, 0x61, centre ? 1 : 0)
  for (const part of parts) {
    if (part.kind === 'rule') line('-'.repeat(most))
    else if (part.kind === 'code') {
      align(true)
      out.push(...qr(part.text))
      align(false)
    } else if (part.kind === 'pair' && part.isBig) {
      // The words small, the figure big: a big line holds half the columns.
      out.push(ESC, 0x45, 1)
      out.push(...encode(part.left), ...encode(' '.repeat(Math.max(1, most - width(part.left) - 2 * width(part.right)))), GS, 0x21, 0x11, ...encode(part.right), GS, 0x21, 0, 0x0a, ESC, 0x45, 0)
    } else if (part.kind === 'pair') {
      if (part.isBold) out.push(ESC, 0x45, 1)
      for (const row of pair(part.left, part.right, most)) line(row)
      if (part.isBold) out.push(ESC, 0x45, 0)
    } else {
      align(part.align === 'centre')
      if (part.isBold || part.isBig || part.isInverted) on(part.isBold, part.isBig, part.isInverted)
      for (const row of wrap(part.text, (part.isBig ? most / 2 : most) - (part.isIndented ? 2 : 0))) line(part.isInverted ? ` ${row} ` : part.isIndented ? '  ' + row : row)
      if (part.isBold || part.isBig || part.isInverted) on()
      align(false)
    }
  }
  out.push(ESC, 0x64, 4, GS, 0x56, 0x42, 0) // Four lines on, then cut.
  return Uint8Array.from(out)
}

/** The printer draws the code itself: model 2, dots of 6, correction M. */
function qr(text: string): number[] {
  const bytes = encode(text)
  const length = bytes.length + 3
  const part = (...tail: number[]) => [GS, 0x28, 0x6b, ...tail]
  return [...part(4, 0, 0x31, 0x41, 0x32, 0), ...part(3, 0, 0x31, 0x43, 6), ...part(3, 0, 0x31, 0x45, 0x31), ...part(length & 0xff, length >> 8, 0x31, 0x50, 0x30, ...bytes), ...part(3, 0, 0x31, 0x51, 0x30), 0x0a]
}
