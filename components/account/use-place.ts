import * as z from 'zod/mini'
import { onMounted, shallowRef } from 'vue'
import { settingsSchema } from '#shared/schemas/people'

const placeSchema = z.extend(settingsSchema, {
  /** Other ways to sign in. */
  providers: z._default(z.array(z.object({ id: z.string(), name: z.string() })), []),
})
export type Place = z.infer<typeof placeSchema>

/** What the place allows. Null while it is asked, and where it could not be asked: then nothing is offered that may be refused. */
export function usePlace() {
  const place = shallowRef<Place | null>(null)
  const asked = shallowRef(false)
  const api = useApi()
  onMounted(async () => {
    const answer = await api.get('/api/settings', placeSchema)
    place.value = answer.ok ? answer.value : null
    asked.value = true
  })
  return { place, asked }
}
