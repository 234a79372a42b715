import { watch } from 'vue'
import type { Chat } from '~/types/chat'
import { localValues } from '../../client/browser/values'
import { asksToNotify } from './asks'

/** Where the browser remembers that the user was asked. */
const KEY = 'parley-notify-line'

/** Whether the user got an answer: a message of another user after one of their own, in a room that is open. */
export function isAnswered({ newest }: Chat['active']['value'], since: number): boolean {
  const own = newest.findIndex(item => item.kind === 'message' && item.mine && item.at >= since)
  return own !== -1 && newest.slice(own + 1).some(item => item.kind === 'message' && !item.mine)
}

/** Offers notifications once per browser, after the first answer of a visit: never when the page opens. */
export function useQuestion({ active, serverNow }: Pick<Chat, 'active' | 'serverNow'>): void {
  if (!('Notification' in window) || Notification.permission !== 'default') return
  if (localValues().get(KEY) !== null) return
  const since = serverNow()
  const stop = watch(() => isAnswered(active.value, since), (isIt) => {
    if (!isIt) return
    asksToNotify.value = true
    stop()
  })
}

/** The question was answered, or put aside. */
export function endQuestion(): void {
  asksToNotify.value = false
  localValues().set(KEY, 'seen')
}
