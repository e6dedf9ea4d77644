// Which side of a screen is shown: what runs, or the draft of its rules. It stands in the address, so that a link leads to it.
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export function useDraftView() {
  const [route, router] = [useRoute(), useRouter()]
  const isDraft = computed(() => route.query.view === 'draft')
  const show = (draft: boolean) => void router.replace({ query: draft ? { view: 'draft' } : {} })
  return { isDraft, show }
}
