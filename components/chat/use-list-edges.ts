import { useChat } from '#imports'
import type { RoomView } from '~/client/types'
import type { useListWindow } from './use-list-window'

type ListWindow = Pick<ReturnType<typeof useListWindow>, 'range' | 'hold' | 'growUp' | 'growDown'>

/** What is beyond the edges of a list: more of what is in memory, then what has to be loaded. */
export function useListEdges(room: () => RoomView, { range, hold, growUp, growDown }: ListWindow) {
  const chat = useChat()
  const loadOlder = () => void chat.loadOlder(room().id)
  const loadNewer = () => void chat.loadNewer(room().id)

  return {
    loadOlder,
    loadNewer,
    showOlder() {
      const { older, olderStatus } = room()
      if (range.value.start > 0) {
        hold()
        growUp()
      }
      else if (older && olderStatus === 'idle') {
        loadOlder()
      }
    },
    showNewer() {
      const { items, newer, newerStatus } = room()
      if (range.value.end < items.length) {
        growDown()
      }
      else if (newer && newerStatus === 'idle') {
        loadNewer()
      }
    },
  }
}
