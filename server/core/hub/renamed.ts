import type { LogEvent } from '#shared/events'
import { mentions, withoutMention } from '#shared/events/mention'
import type { Message } from '#shared/events/message'
import type { User } from '#shared/schemas/user'

/** What a user is called now. Of an erased one no text holds the handle any more. */
export interface Renamed extends User {
  readonly isErased?: boolean
}

/** Whether the user wrote the event, or it says what was done to them. */
export function isAbout(event: LogEvent, { id, isErased }: Renamed): boolean {
  return event.author.id === id || (event.type === 'member' && event.person?.id === id)
    || (isErased === true && isMentioned(event, id))
}

/** The event with the name of now. The same object where it has that already. */
export function renamed<E extends LogEvent>(event: E, { id, name, isErased }: Renamed): E {
  const isAuthor = event.author.id === id && event.author.name !== name
  const isPerson = event.type === 'member' && event.person?.id === id && event.person.name !== name
  const isCalled = isErased === true && isMentioned(event, id)
  if (!isAuthor && !isPerson && !isCalled) return event
  return {
    ...event,
    ...isAuthor && { author: { id, name } }, ...isPerson && { person: { id, name } },
    ...isCalled && { mentions: mentionsLeft(event, id) },
  }
}

/** The message with the name of now. The same object where it has that already. */
export function renamedMessage(message: Message, { id, name, isErased }: Renamed): Message {
  const isAuthor = message.author.id === id && message.author.name !== name
  const isCalled = isErased === true && mentions(message.mentions, id)
  if (!isAuthor && !isCalled) return message
  const { mentions: called, ...rest } = message
  const left = isCalled ? withoutMention(called, id) : called
  return { ...rest, ...left && { mentions: left }, ...isAuthor && { author: { id, name } } }
}

function isMentioned(event: LogEvent, id: string): boolean {
  return (event.type === 'message' || event.type === 'edit') && mentions(event.mentions, id)
}

/** An edit without `mentions` would leave those of its message as they are. */
function mentionsLeft(event: LogEvent, id: string) {
  if (event.type !== 'message' && event.type !== 'edit') return undefined
  return withoutMention(event.mentions, id) ?? (event.type === 'edit' ? [] : undefined)
}
