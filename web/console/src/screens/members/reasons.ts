import { useTexts } from '@shared/i18n/texts'
import texts from './texts'

export const reasonCodes = ['goodwill', 'correction', 'complaint', 'campaign', 'other'] as const

/** Reasons to choose from; the code stands in the record. */
export function useReasons() {
  const t = useTexts(texts)
  return () => reasonCodes.map(c => ({ value: c as string, label: t(`reason.${c}`) }))
}
