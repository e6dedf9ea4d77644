// Who is meant by what was typed, among members this page knows: the server's reading of its one input (id, phone, last four digits, name), as far as masked phones allow.

export function isMeant(member: { id: string; name: string; phone: string }, text: string): boolean {
  const word = text.trim()
  if (word === member.id) return true
  const digits = word.replace(/\D/g, '')
  const name = word.replace(/[\d\s-]/g, '').toLowerCase()
  const isNamed = member.name.toLowerCase().replace(/\s/g, '').includes(name)
  if (digits === '') return [...name].length >= 2 && isNamed
  const phone = member.phone.replace(/\s/g, '')
  if (!phone.endsWith(digits.slice(-4))) return false
  return name !== '' ? digits.length === 4 && isNamed : digits.length === 4 || (digits.length > 6 && phone.startsWith(digits.slice(0, 3)))
}
