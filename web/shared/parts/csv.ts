/** Rows as CSV for a spreadsheet: UTF-8 with its mark (Excel reads Chinese then), quoted where needed, and no cell that a spreadsheet would run as a formula. */
export function csv(head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const cell = (value: string | number | null) => {
    if (value === null) return ''
    const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? "'" + value : String(value)
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return '\uFEFF' + [head, ...rows].map(row => row.map(cell).join(',')).join('\r\n') + '\r\n'
}

export function save(name: string, text: string, media = 'text/csv;charset=utf-8') {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: media }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
