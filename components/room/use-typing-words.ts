import { computed, type ComputedRef } from 'vue'
import { useI18n } from '#imports'
import type { User } from '#shared/schemas/user'
import { isolated } from '../ui/isolated'

/** "Ann is typing", for the line under the title; empty while no user types. */
export function useTypingWords(users: () => readonly User[]): ComputedRef<string> {
  const { t } = useI18n()
  return computed(() => {
    const [first, second, ...more] = users().map(({ name }) => isolated(name))
    if (first === undefined) return ''
    if (second === undefined) return t('rooms.typingOne', { name: first })
    return more.length > 0 ? t('rooms.typingMany') : t('rooms.typingTwo', { first, second })
  })
}
