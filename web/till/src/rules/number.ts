// Numbers of documents. Source and number are unique for ever, also when the browser's storage was emptied and counting begins anew: that is what the device's own letters are for.

const LETTERS = '23456789abcdefghjkmnpqrstuvwxyz'

/** Four letters that tell this browser from all others at the same till. */
export function newDevice(random: (bytes: Uint8Array) => Uint8Array = b => crypto.getRandomValues(b as Uint8Array<ArrayBuffer>)): string {
  return Array.from(random(new Uint8Array(6)), b => LETTERS[b % LETTERS.length]).join('')
}

/** XH02-k7m2q9-261122-0090. */
export function documentNumber(till: string, device: string, date: string, count: number): string {
  return [till, device, date.slice(2).replaceAll('-', ''), String(count).padStart(4, '0')].join('-')
}

/** What people call it: the last part. */
export const shortNumber = (number: string) => number.slice(number.lastIndexOf('-') + 1)

/** A name as slips show it: 林*雯, 王*, J*** Smith. */
export function maskedName(name: string): string {
  const signs = [...name.trim()]
  if (signs.length === 0) return ''
  if (/[a-z]/i.test(name)) return name.trim().split(/\s+/).map((word, i) => (i === 0 && word.length > 1 ? word[0] + '***' : word)).join(' ')
  return signs.length === 1 ? '*' : signs.length === 2 ? signs[0] + '*' : signs[0] + '*'.repeat(signs.length - 2) + signs.at(-1)
}
