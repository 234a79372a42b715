import { TEXT_ATTRIBUTE } from '../chat/use-copy'

/** A long press opens the menu of a message. In a list with this class it selects text instead. */
const SELECTABLE = 'is-selectable'

/** Selects the text of a message, and lets the reader adjust the selection. */
export function selectText(message: HTMLElement): void {
  const text = message.querySelector(`[${TEXT_ATTRIBUTE}]`)
  const list = message.closest('[role="log"]')
  const selection = document.getSelection()
  if (!text || !list || !selection) return
  list.classList.add(SELECTABLE)
  selection.selectAllChildren(text)
  const onChange = () => {
    if (!selection.isCollapsed) return
    list.classList.remove(SELECTABLE)
    document.removeEventListener('selectionchange', onChange)
  }
  document.addEventListener('selectionchange', onChange)
}
