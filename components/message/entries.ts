import type { TimelineItem, TimelineMessage } from '~/client/types'
import type { IconName } from '../ui/icons'

/**
 * What can be done with a message. `undo` takes back an edit or a deletion that is not in the log yet; `unread` marks it
 * and all after it as unread; `author` shows the author's card; `remove` is a moderator's deletion.
 */
export type Entry = 'copy' | 'link' | 'select' | 'edit' | 'unread' | 'undo' | 'delete' | 'author' | 'remove'

export const ICON_OF: Readonly<Record<Entry, IconName>> = {
  copy: 'copy',
  link: 'link',
  select: 'select',
  edit: 'edit',
  unread: 'unread',
  undo: 'undo',
  delete: 'trash',
  author: 'person',
  remove: 'trash',
}

/** The path of an entry's text in the language files. */
export function wordsKey(entry: Entry, { change }: TimelineMessage): string {
  return entry === 'undo' && change ? `message.undo_${change.kind}` : `message.${entry}`
}

export interface MenuOptions {
  /** Whether the user can write in the room now. */
  readonly writable: boolean
  /** Whether text is selected from the menu, since a long press opens it. */
  readonly byFinger: boolean
  /** Whether the address of the message can be copied. */
  readonly links?: boolean
  /** The user has read up to this `seq`; null if marking as unread is not offered. */
  readonly mark?: number | null
  /** Whether the user moderates the room. */
  readonly moderates?: boolean
  /** Whether the author's card is offered: in the menu, and not in the bar beside the message. */
  readonly author?: boolean
}

/** Whether it is a message of the user whose text can be changed: it is in the log, or the log can't have it yet. */
function isChangeable({ mine, seq, editable, change }: TimelineMessage): boolean {
  return mine && (seq !== null || editable) && change?.kind !== 'delete'
}

function isDeletable({ mine, seq, parked, state, change }: TimelineMessage): boolean {
  return mine && change?.kind !== 'delete' && (seq !== null || parked || state === 'failed')
}

/** The entries of a message's menu, in their order. */
export function entriesOf(item: TimelineMessage, options: MenuOptions): readonly Entry[] {
  const { writable, byFinger, links = false, mark = null, moderates = false, author = false } = options
  const isOthers = !item.mine && item.seq !== null
  const entries: readonly (Entry | false)[] = [
    'copy',
    links && item.seq !== null && 'link',
    byFinger && 'select',
    writable && isChangeable(item) && 'edit',
    isOthers && mark !== null && item.seq <= mark && 'unread',
    item.change !== null && (item.parked || item.state === 'failed') && 'undo',
    author && isOthers && 'author',
    writable && isDeletable(item) && 'delete',
    isOthers && moderates && 'remove',
  ]
  return entries.filter(entry => entry !== false)
}

/** The user's newest message, which the up arrow edits. Null while it is being sent: the one before is not meant. */
export function lastChangeable(items: readonly TimelineItem[]): TimelineMessage | null {
  const last = items.findLast(item => item.kind === 'message' && item.mine && item.change?.kind !== 'delete')
  return last?.kind === 'message' && isChangeable(last) ? last : null
}
