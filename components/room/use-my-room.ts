import type { Notify } from '#shared/schemas/room'

/** The user's own settings for a room. They apply on all of the user's devices. */
export function useMyRoom(room: () => string) {
  const api = useApi()
  const { busy, problem, inTurn } = useAction()
  const change = (changes: { notify?: Notify, favourite?: boolean }) => {
    return inTurn(() => api.run('PATCH', `/api/rooms/${room()}/mine`, changes))
  }
  return { busy, problem, change }
}
