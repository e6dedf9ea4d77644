import { expect, it } from 'vitest'
import { decode, guess, head, yaml } from './file'

it('reads headings and first rows of a csv, quoted cells and the sign between them', () => {
  const seen = head('\uFEFF手机号;"姓名; 全名";积分\r\n13800001234;"周 ""小"" 安";10\r\n\r\n13800001235;王;5\n')
  expect([seen.columns, seen.rows[0], seen.lines, seen.delimiter]).toEqual([['手机号', '姓名; 全名', '积分'], ['13800001234', '周 "小" 安', '10'], 2, ';'])
})

it('knows UTF-8 from GBK', () => {
  expect(decode(new TextEncoder().encode('手机'))).toEqual({ text: '手机', encoding: 'utf-8' })
  // 手机 in GBK: CA D6 BB FA.
  expect(decode(new Uint8Array([0xca, 0xd6, 0xbb, 0xfa]))).toEqual({ text: '手机', encoding: 'gbk' })
})

it('guesses what a heading means and writes the map', () => {
  expect(['订单号', '消费时间', '手机号（必填）', 'Qty', '备注'].map(guess)).toEqual(['number', 'occurredAt', 'buyer', 'quantity', undefined])
  const text = yaml('purchases', 'oldpos', head('no,at,tel\n1,2,3\n'), { no: 'number', at: 'occurredAt', tel: 'buyer' })
  expect(text).toContain('columns:\n  number: "no"\n  occurredAt: "at"\n  member: "tel"\nmembers:\n  key: phone\n')
})
