import type { Room } from '#shared/schemas/room'

/** The title in the reader's language, or the one it has. */
export function roomTitle({ title, titles }: Pick<Room, 'title' | 'titles'>, locale: string): string {
  return titles?.[locale] ?? title
}
