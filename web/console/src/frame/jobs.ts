// The task centre looks at the jobs every few seconds while one is open, and now and then otherwise.
import { computed, ref } from 'vue'
import { api, take, type Schemas } from '@shared/api/client'
import { can } from '../session'

export const jobs = ref<Schemas['JobView'][]>()
export const isOpen = (job: Schemas['JobView']) => job.state === 'waiting' || job.state === 'running'
export const openJobs = computed(() => jobs.value?.filter(isOpen).length ?? 0)

let timer: ReturnType<typeof setTimeout> | undefined

export async function readJobs() {
  jobs.value = (await take(api.GET('/v1/jobs', { params: { query: { limit: 30 } } }))).jobs
}

async function look() {
  clearTimeout(timer)
  if (can('jobs:read') && document.visibilityState === 'visible') await readJobs().catch(() => undefined)
  timer = setTimeout(look, openJobs.value > 0 ? 3_000 : 60_000)
}

/** Call it after ordering a job: the centre shows it at once. */
export const watchJobs = () => void look()
watchJobs()
