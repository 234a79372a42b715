import { computed, nextTick, provide, shallowRef, watch } from 'vue'
import { useCopy, useDialog } from '#imports'
import type { Chat } from '~/types/chat'
import type { Address } from '~/composables/useAddress'
import type { Change } from '~/client/commands'
import type { SendProblem, TimelineMessage } from '~/client/types'
import type { Editing } from '../chat/drafts'
import { rightsIn } from '../manage/rights'
import { usePanel } from '../ui/use-panel'
import { ENTRIES, type Entry } from './entries'
import { MESSAGE_ACTIONS } from './message-actions'
import { selectText } from './select-text'

/** The part of the composer that messages need. */
export interface MessageEditor {
  focus(): void
  editing(): Editing | null
  edit(editing: Editing, text: string): void
  /** Ends the editing of a deleted message, unless a text would be lost. */
  leave(): void
  /** Shows why no more commands can wait. */
  refuse(reason: SendProblem): void
}

interface Target {
  readonly room: string
  readonly key: string
  readonly from: HTMLElement
}

function isOf(editing: Editing | null, { seq, clientId, mine }: TimelineMessage): boolean {
  if (editing === null || !mine) return false
  return typeof editing === 'string' ? seq === null && clientId === editing : seq === editing.seq
}

/**
 * The menu of a message and its dialogs, for all messages of the page.
 * @param editor edits a text; null while there is none, and nothing can be written
 * @param reading gets the focus if the message is gone
 */
export function provideMessageActions(
  chat: Chat,
  address: Address,
  editor: () => MessageEditor | null,
  reading: () => HTMLElement | null,
) {
  const { copy } = useCopy()
  const dialog = useDialog()
  const target = shallowRef<Target | null>(null)
  /** Runs once the page can be used again, instead of giving the focus back. */
  let next: (() => void) | null = null

  const item = computed(() => {
    const at = target.value
    const found = chat.rooms.value.find(({ id }) => id === at?.room)?.items.find(({ key }) => key === at?.key)
    return found?.kind === 'message' ? found : null
  })
  /** The last message: a closing menu still shows it. */
  const shown = shallowRef<TimelineMessage | null>(null)
  watch(item, (present) => {
    shown.value = present ?? shown.value
  }, { flush: 'sync' })

  const menu = usePanel(address, 'message', closed)
  const question = usePanel(address, 'delete', closed)
  const open = computed(() => menu.open || question.open)
  // It was deleted elsewhere, or the page was reloaded and the message is unknown.
  watch(() => open.value && item.value === null, isLost => isLost && address.closePanel(), { immediate: true })

  const editing = computed(() => editor()?.editing() ?? null)
  const closedFor = computed(() => chat.active.value.gone || chat.connection.value.status === 'stopped')
  const writable = computed(() => editor() !== null && !closedFor.value)
  const moderates = computed(() => !closedFor.value && rightsIn(chat.active.value, chat.session.value.account).moderate)

  function closed(): void {
    if (open.value) return
    const act = next
    next = null
    if (act) return act()
    const from = target.value?.from
    const heir = from?.isConnected ? from : reading()
    heir?.focus({ preventScroll: true })
  }

  /** Runs now, or once the panel over the page has closed. */
  function afterwards(act: () => void): void {
    if (!open.value) return act()
    next = act
    address.closePanel()
  }

  function aim(of: TimelineMessage, from: HTMLElement): void {
    target.value = { room: chat.active.value.id, key: of.key, from }
  }

  async function edit(of: TimelineMessage, room: string): Promise<void> {
    if (of.seq !== null) return editor()?.edit({ seq: of.seq, before: of.text }, of.text)
    const text = of.clientId === null ? null : await chat.edit(room, of.clientId)
    if (text !== null && of.clientId !== null) editor()?.edit(of.clientId, text)
  }

  function ask(of: TimelineMessage, from: HTMLElement): void {
    if (!menu.open) aim(of, from)
    address.openPanel('delete')
  }

  /** Gives a command on a message of the log. Answers whether it was taken; if not, says why. */
  function give(room: string, seq: number, change: Change): boolean {
    const result = chat.change(room, seq, change)
    if (!result.ok) editor()?.refuse(result.reason)
    return result.ok
  }

  /** To be called when the user confirmed the delete. */
  function remove(): void {
    const [of, at] = [item.value, target.value]
    if (!of || !at) return
    if (of.seq !== null && !give(at.room, of.seq, { kind: 'delete' })) return
    if (isOf(editing.value, of)) editor()?.leave()
    if (of.seq === null && of.clientId !== null) chat.discard(at.room, of.clientId)
  }

  const pendingId = (of: TimelineMessage) => of.change?.clientId ?? of.clientId

  function discard(of: TimelineMessage): void {
    const clientId = pendingId(of)
    if (clientId !== null) chat.discard(chat.active.value.id, clientId)
  }

  function run(entry: Entry, of: TimelineMessage, from: HTMLElement): void {
    const room = chat.active.value.id
    const { change } = ENTRIES[entry]
    if (change && of.seq !== null) give(room, of.seq, change)
    if (entry === 'copy') void copy(of.text)
    if (entry === 'link') void copy(`${window.location.origin}/r/${room}/${of.seq}`)
    if (entry === 'undo') discard(of)
    if (entry === 'unread' && of.seq !== null) void chat.markUnread(room, of.seq)
    if (entry === 'delete') return ask(of, from)
    if (entry === 'author') return afterwards(() => dialog.open('member', of.author.id))
    if (entry === 'remove') return afterwards(() => dialog.open('deletion', String(of.seq)))
    if (entry === 'edit') return afterwards(() => void edit(of, room))
    if (entry === 'select') return afterwards(() => void nextTick(() => selectText(from)))
    if (menu.open) address.closePanel()
  }

  provide(MESSAGE_ACTIONS, {
    writable,
    moderates,
    me: computed(() => chat.session.value.user.id),
    openCard: person => dialog.open('member', person),
    isEdited: of => isOf(editing.value, of),
    openMenu(of, from) {
      aim(of, from)
      address.openPanel('message')
    },
    run,
    retry(of) {
      const clientId = pendingId(of)
      if (clientId !== null) chat.retry(chat.active.value.id, clientId)
    },
    discard,
  })

  return {
    menu,
    question,
    open,
    item: shown,
    from: computed(() => target.value?.from ?? null),
    editing,
    /** The message in the composer, if the list shows it. */
    edited: computed(() => {
      const found = chat.active.value.items.find(of => of.kind === 'message' && isOf(editing.value, of))
      return found?.kind === 'message' ? found : null
    }),
    writable,
    moderates,
    run,
    /** To be called when the user chose an entry of the menu. */
    choose(entry: Entry) {
      if (item.value && target.value) run(entry, item.value, target.value.from)
    },
    remove,
  }
}
