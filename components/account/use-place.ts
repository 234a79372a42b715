import type * as z from 'zod/mini'
import { onMounted, shallowRef } from 'vue'
import { settingsAnswerSchema } from '#shared/schemas/people'

type Place = z.infer<typeof settingsAnswerSchema>

/** What the place allows. Null while it is asked, and where it could not be asked: then nothing is offered that may be refused. */
export function usePlace() {
  const place = shallowRef<Place | null>(null)
  const asked = shallowRef(false)
  const api = useApi()
  onMounted(async () => {
    const answer = await api.get('/api/settings', settingsAnswerSchema)
    place.value = answer.ok ? answer.value : null
    asked.value = true
  })
  return { place, asked }
}
