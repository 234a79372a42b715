import type { LogEvent } from '#shared/events'
import type { User } from '#shared/schemas/user'

/** Whether the user wrote the event, or it says what was done to them. */
export function isAbout(event: LogEvent, id: string): boolean {
  return event.author.id === id || (event.type === 'member' && event.person?.id === id)
}

/** The event with the name of now. The same object where it has that already. */
export function renamed<E extends LogEvent>(event: E, { id, name }: User): E {
  const isAuthor = event.author.id === id && event.author.name !== name
  const isPerson = event.type === 'member' && event.person?.id === id && event.person.name !== name
  if (!isAuthor && !isPerson) return event
  return { ...event, ...isAuthor && { author: { id, name } }, ...isPerson && { person: { id, name } } }
}
