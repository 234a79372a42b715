import type { Change } from '~/client/commands'
import type { TimelineItem, TimelineMessage } from '~/client/types'
import type { IconName } from '../ui/icons'

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

interface EntryKind {
  readonly icon: IconName
  readonly danger?: boolean
  /** Whether the menu of this message has it. */
  when(item: TimelineMessage, options: MenuOptions): boolean
  /** The command that it gives at once. Without one, `provideMessageActions` does what it stands for. */
  readonly change?: Change
}

/** Keeps the names of the entries as their type. */
const named = <Name extends string>(entries: Readonly<Record<Name, EntryKind>>) => entries

const isOthers = ({ mine, seq }: TimelineMessage) => !mine && seq !== null

/** The actions on a message, in the order of the menu. Add a new entry here. */
export const ENTRIES = named({
  copy: { icon: 'copy', when: () => true },
  link: { icon: 'link', when: ({ seq }, { links = false }) => links && seq !== null },
  select: { icon: 'select', when: (_item, { byFinger }) => byFinger },
  edit: { icon: 'edit', when: (item, { writable }) => writable && isChangeable(item) },
  /** Marks it and all after it as unread. */
  unread: {
    icon: 'unread',
    when: (item, { mark = null }) => isOthers(item) && mark !== null && item.seq !== null && item.seq <= mark,
  },
  /** Takes back a change that is not in the log yet. */
  undo: { icon: 'undo', when: ({ change, parked, state }) => change !== null && (parked || state === 'failed') },
  /** Shows the author's card. */
  author: { icon: 'person', when: (item, { author = false }) => author && isOthers(item) },
  delete: { icon: 'trash', danger: true, when: (item, { writable }) => writable && isDeletable(item) },
  /** A moderator's delete. */
  remove: { icon: 'trash', danger: true, when: (item, { moderates = false }) => moderates && isOthers(item) },
})

export type Entry = keyof typeof ENTRIES

/** The path of an entry's text in the language files. */
export function wordsKey(entry: Entry, { change }: TimelineMessage): string {
  return entry === 'undo' && change ? `message.undo_${change.kind}` : `message.${entry}`
}

/** Whether it is a message of the user whose text can be changed: it is in the log, or the log can't have it yet. */
function isChangeable({ mine, seq, editable, change }: TimelineMessage): boolean {
  return mine && (seq !== null || editable) && change?.kind !== 'delete'
}

function isDeletable({ mine, seq, parked, state, change }: TimelineMessage): boolean {
  return mine && change?.kind !== 'delete' && (seq !== null || parked || state === 'failed')
}

function isEntry(name: string): name is Entry {
  return Object.hasOwn(ENTRIES, name)
}

/** The entries of a message's menu, in their order. */
export function entriesOf(item: TimelineMessage, options: MenuOptions): readonly Entry[] {
  return Object.keys(ENTRIES).filter(isEntry).filter(entry => ENTRIES[entry].when(item, options))
}

/** The user's newest message, which the up arrow edits. Null while it is being sent: the one before is not meant. */
export function lastChangeable(items: readonly TimelineItem[]): TimelineMessage | null {
  const last = items.findLast(item => item.kind === 'message' && item.mine && item.change?.kind !== 'delete')
  return last?.kind === 'message' && isChangeable(last) ? last : null
}
