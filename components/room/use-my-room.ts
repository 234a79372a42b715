import type { Notify } from '#shared/schemas/room'

/** What the user wants of a room for themselves: all of their devices hear of it. */
export function useMyRoom(room: () => string) {
  const api = useApi()
  const { busy, problem, run } = useAction()
  const change = (changes: { notify?: Notify, favourite?: boolean }) => {
    return run(() => api.run('PATCH', `/api/rooms/${room()}/mine`, changes))
  }
  return { busy, problem, change }
}
