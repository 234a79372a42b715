import type * as z from 'zod/mini'
import { onMounted, shallowRef } from 'vue'
import { settingsAnswerSchema } from '#shared/schemas/place'

type Place = z.infer<typeof settingsAnswerSchema>

/**
 * The public settings of the place. Null while or if they can't be loaded: then nothing is offered that the server may
 * refuse.
 */
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
