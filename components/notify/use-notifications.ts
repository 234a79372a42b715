import { onBeforeUnmount, ref, watch } from 'vue'
import { useChat, useI18n } from '#imports'
import { systemClock } from '../../client/environment'
import { roomTitle } from '../room/title'
import { createCallFinder } from './calls'
import { createNewsFinder, type News } from './news'
import { createNotifier, type Shown } from './notifier'
import { isQuiet } from './preferences'
import { playSound } from './sound'
import { becomeSpeaker } from './speaker'
import { useCounts } from './use-counts'
import { useNotifyPreferences } from './use-preferences'
import { useQuestion } from './use-question'
import { countOf } from './wanted'

/**
 * Notifies of new messages in rooms that the user does not look at, and counts them on the icon.
 * @param open opens a room
 */
export function useNotifications(open: (room: string) => void): void {
  const chat = useChat()
  const { locale } = useI18n()
  const { preferences } = useNotifyPreferences()
  const speaks = ref(false)
  const stopSpeaking = becomeSpeaker(navigator.locks, now => (speaks.value = now))

  function show({ room, message }: News): Shown | null {
    const title = roomTitle(room, locale.value)
    const body = room.kind === 'direct' ? message.text : `${message.author.name}: ${message.text}`
    try {
      const notification = new Notification(title, {
        body,
        tag: `parley:${room.id}`,
        icon: '/apple-touch-icon.png',
        silent: true,
      })
      notification.onclick = () => {
        window.focus()
        open(room.id)
        notification.close()
      }
      if (preferences.value.sound) playSound()
      return notification
    }
    catch {
      // A phone's browser has the class and refuses it to pages.
      return null
    }
  }

  const look = createNewsFinder(chat.serverNow())
  const findCalls = createCallFinder()
  const notifier = createNotifier({
    mayNotify: () => 'Notification' in window && Notification.permission === 'granted'
      && speaks.value && preferences.value.shows && !isQuiet(preferences.value, new Date()),
    isLookedAt: room => document.visibilityState === 'visible' && document.hasFocus() && room === chat.active.value.id,
    roomOf: id => chat.rooms.value.find(room => room.id === id) ?? null,
    show,
    after: systemClock.after,
  })
  watch(chat.rooms, (rooms) => {
    for (const id of findCalls(rooms)) chat.bring(id)
    notifier.heard(look(rooms))
    notifier.tidy(rooms)
  }, { immediate: true })
  useCounts(() => countOf(chat.rooms.value))
  useQuestion(chat)

  onBeforeUnmount(() => {
    notifier.stop()
    stopSpeaking()
  })
}
