import { computed } from 'vue'
import { useFaces, useI18n } from '#imports'
import type { RoomView } from '~/client/types'
import { isolated } from '../ui/isolated'
import { lastSaid } from './many'

/** The line under the title of a room: the author and text of its last message. */
export function usePreview(room: () => RoomView) {
  const { t } = useI18n()
  const present = useFaces()
  const last = computed(() => lastSaid(room()))

  return {
    last,
    /** Whether the reader wrote it. Shown in a way of its own, so that no name can look like it. */
    mine: computed(() => last.value?.kind === 'message' && last.value.mine),
    /** With the colon of the language and what follows it; null without an author. */
    author: computed(() => {
      if (last.value?.kind !== 'message') return null
      if (last.value.mine) return t('rooms.you')
      // The title of a direct room names the other user already.
      return room().kind === 'direct' ? null : t('rooms.by', { name: isolated(present(last.value.author).name) })
    }),
    text: computed(() => last.value?.text ?? (room().status === 'ready' ? t('rooms.none') : '')),
  }
}
