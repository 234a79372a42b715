import { until } from '@vueuse/core'
import type { ComputedRef } from 'vue'

/** How long the page may not know a room that the server has, in ms. */
const ROOM_PATIENCE_MS = 5_000

/** Opens a room that was just created or joined: the page learns of it a moment after the answer. */
export async function openWhenKnown(
  rooms: ComputedRef<readonly { readonly id: string }[]>,
  id: string,
  open: (id: string) => void,
) {
  const isKnown = () => rooms.value.some(room => room.id === id)
  await until(isKnown).toBe(true, { timeout: ROOM_PATIENCE_MS })
  if (isKnown()) open(id)
  else window.location.assign(`/r/${id}`)
}
