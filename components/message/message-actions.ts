import { inject, type InjectionKey, type Ref } from 'vue'
import type { TimelineMessage } from '~/client/types'
import type { Entry } from './entries'

/** The actions that a message of the list needs. The page provides them for the open room. */
export interface MessageActions {
  /** Whether the user can write in the room now. */
  readonly writable: Readonly<Ref<boolean>>
  /** Whether the user moderates the room that is open. */
  readonly moderates: Readonly<Ref<boolean>>
  /** Whether the text of this message is in the composer, to be changed. */
  isEdited(item: TimelineMessage): boolean
  /** The id of the user. */
  readonly me: Readonly<Ref<string>>
  /** Shows the card of a user. */
  openCard(person: string): void
  /** @param from gets the focus back when the menu closes */
  openMenu(item: TimelineMessage, from: HTMLElement): void
  /** @param from gets the focus back when the opened dialog closes */
  run(entry: Entry, item: TimelineMessage, from: HTMLElement): void
  /** Retries it, or its change. */
  retry(item: TimelineMessage): void
  /** Discards what was not sent: the message, or the change of it. */
  discard(item: TimelineMessage): void
}

export const MESSAGE_ACTIONS: InjectionKey<MessageActions> = Symbol('what can be done with a message')

export function useMessageActions(): MessageActions {
  const actions = inject(MESSAGE_ACTIONS)
  if (!actions) throw new Error('A message stands outside of a page that provides MESSAGE_ACTIONS.')
  return actions
}
