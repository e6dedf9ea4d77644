import { expect, it } from 'vitest'
import { csv } from './csv'

it('quotes what needs it and lets no cell be a formula', () => {
  expect(csv(['门店', 'n'], [['静安寺店, 一楼', 12], ['=1+1', null], ['说"好"', -3]])).toBe('\uFEFF门店,n\r\n"静安寺店, 一楼",12\r\n\'=1+1,\r\n"说""好""",-3\r\n')
})
