import * as z from 'zod/mini'
import { isBlankToTheEye, withoutUnseen } from '../text/visible'

/** Longest title of a room, in UTF-16 units: two lines of the room list on a phone. */
export const ROOM_TITLE_MAX_CHARS = 60

/** Longest topic of a room: one line of the conversation's header on a desktop. */
export const ROOM_TOPIC_MAX_CHARS = 250

const BREAKS_LINE = /[\p{Cc}\p{Zl}\p{Zp}]/u

export const roomTitleSchema = z.string().check(
  z.overwrite(withoutUnseen),
  z.refine(title => !isBlankToTheEye(title), 'empty'),
  z.maxLength(ROOM_TITLE_MAX_CHARS, 'too_long'),
  z.refine(title => !BREAKS_LINE.test(title), 'invalid'),
)

/** A topic may be empty: then the room has none. */
export const roomTopicSchema = z.string().check(
  z.overwrite(topic => topic.trim()),
  z.maxLength(ROOM_TOPIC_MAX_CHARS, 'too_long'),
  z.refine(topic => !BREAKS_LINE.test(topic), 'invalid'),
)

/** The emoji of a room: one picture, or nothing. */
export const roomEmojiSchema = z.string().check(
  z.overwrite(emoji => emoji.trim()),
  z.maxLength(16, 'too_long'),
  z.refine(emoji => !BREAKS_LINE.test(emoji), 'invalid'),
)
