// What the page reads of a file itself: its headings and first rows, so that columns can be matched before anything is sent.
export interface Head { columns: string[]; rows: string[][]; lines: number; encoding: 'utf-8' | 'gbk'; delimiter: ',' | ';' | '\t' }

/** The text of a csv: UTF-8 where it is one, else GBK. */
export function decode(bytes: Uint8Array): { text: string; encoding: Head['encoding'] } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' }
  } catch {
    return { text: new TextDecoder('gb18030').decode(bytes), encoding: 'gbk' }
  }
}

export function head(text: string, encoding: Head['encoding'] = 'utf-8'): Head {
  const plain = text.replace(/^\uFEFF/, '')
  const first = plain.split(/\r?\n/, 1)[0] ?? ''
  const delimiter = ([',', ';', '\t'] as const).map(d => ({ d, n: first.split(d).length })).sort((a, b) => b.n - a.n)[0]!.d
  const rows = cells(plain, delimiter, 4)
  return { columns: rows[0] ?? [], rows: rows.slice(1), lines: Math.max(0, plain.split('\n').filter(l => l.trim() !== '').length - 1), encoding, delimiter }
}

function cells(text: string, delimiter: string, most: number): string[][] {
  const rows: string[][] = []
  let [row, cell, isQuoted]: [string[], string, boolean] = [[], '', false]
  for (let i = 0; i <= text.length && rows.length < most; i++) {
    const sign = text[i]
    if (isQuoted) {
      if (sign === undefined) break
      if (sign === '"' && text[i + 1] === '"') { cell += '"'; i++ } else if (sign === '"') isQuoted = false
      else cell += sign
    } else if (sign === '"' && cell === '') isQuoted = true
    else if (sign === delimiter) { row.push(cell.trim()); cell = '' } else if (sign === '\n' || sign === undefined) {
      row.push(cell.replace(/\r$/, '').trim())
      if (row.some(c => c !== '')) rows.push(row)
      ;[row, cell] = [[], '']
    } else cell += sign
  }
  return rows
}

export const memberFields = ['phone', 'name', 'member', 'card', 'email', 'birthday', 'joinedOn', 'channel', 'store', 'asOf', 'points', 'pointsEarnedOn', 'pointsThrough', 'growth', 'spend', 'orders', 'principal', 'bonus', 'tier', 'tierSince', 'lockThrough', 'coupon', 'couponCount', 'couponCode', 'couponThrough'] as const
export const purchaseFields = ['number', 'occurredAt', 'buyer', 'sku', 'quantity', 'amount', 'unitPrice', 'category', 'store', 'clerk', 'channel'] as const

const known: Record<string, string> = {
  number: '单号 订单号 小票号 流水号 销售单号 no number orderno ordernumber invoice receipt document', occurredAt: '时间 日期 消费时间 下单时间 交易时间 销售时间 at time date datetime occurredat orderdate', buyer: '手机 手机号 会员手机 会员手机号 电话 phone mobile tel member memberphone', sku: '商品 商品编码 编码 货号 品名 sku item product itemno code', quantity: '数量 件数 qty quantity count', amount: '金额 小计 实收 实付 实收金额 total amount lineamount net', unitPrice: '单价 价格 price unitprice', category: '品类 分类 类别 category', store: '门店 店铺 门店编号 store shop', clerk: '店员 导购 收银员 clerk cashier', channel: '渠道 channel',
}

/** What a heading of a till's export most likely means. */
export function guess(heading: string): string | undefined {
  const plain = heading.replace(/[（(].*[)）]$/, '').replace(/[\s_\-./]/g, '').toLowerCase()
  return Object.entries(known).find(([, words]) => words.split(' ').includes(plain))?.[0]
}

const quoted = (text: string) => JSON.stringify(text)

/** The map that says what was chosen; the same YAML that the command line takes. */
export function yaml(kind: 'members' | 'purchases', source: string, head: Head, chosen: Record<string, string | null>): string {
  const pairs = Object.entries(chosen).filter((e): e is [string, string] => e[1] !== null)
  const columns = pairs.map(([column, field]) => `  ${field === 'buyer' ? 'member' : field}: ${quoted(column)}`)
  const formats = ['yyyy-MM-dd HH:mm:ss', 'yyyy-MM-dd HH:mm', 'yyyy-MM-dd', 'yyyy/M/d H:mm:ss', 'yyyy/M/d H:mm', 'yyyy/M/d', 'yyyyMMdd', 'yyyy年M月d日'].map(quoted)
  return [`source: ${quoted(source)}`, 'file:', `  encoding: ${head.encoding === 'gbk' ? 'gb18030' : 'utf-8'}`, `  delimiter: ${head.delimiter === '\t' ? 'tab' : quoted(head.delimiter)}`, 'time:', `  formats: [${formats.join(', ')}]`, 'columns:', ...columns, ...(kind === 'purchases' && pairs.some(([, f]) => f === 'buyer') ? ['members:', '  key: phone'] : []), ''].join('\n')
}
