import { ANCHOR_ATTRIBUTE } from '../chat/anchor'

/** Distance between a menu and its message, and least distance to the edges of the window, in px. */
const GAP_PX = 6

interface Box { readonly top: number, readonly bottom: number, readonly left: number, readonly right: number }
interface Size { readonly width: number, readonly height: number }

/**
 * The place of a menu: below its message, or above it if there is no room below. Its outer edge is that of the bubble.
 * @param atEnd the bubble is at the right
 */
export function placeBeside(bubble: Box, menu: Size, window: Size, atEnd: boolean): Pick<Box, 'top' | 'left'> {
  const below = bubble.bottom + GAP_PX
  const above = bubble.top - GAP_PX - menu.height
  const top = below + menu.height + GAP_PX <= window.height || above < GAP_PX ? below : above
  const left = atEnd ? bubble.right - menu.width : bubble.left
  return { top: within(top, menu.height, window.height), left: within(left, menu.width, window.width) }
}

function within(at: number, size: number, room: number): number {
  return Math.round(Math.max(GAP_PX, Math.min(at, room - size - GAP_PX)))
}

/** The same as styles of the menu, measured: beside the bubble of a message, or beside what else it is about. */
export function menuPlace(about: HTMLElement | null, menu: HTMLElement, page: HTMLElement): Record<string, string> {
  const bubble = (about?.querySelector(`[${ANCHOR_ATTRIBUTE}]`) ?? about)?.getBoundingClientRect()
  if (!bubble) return {}
  const window = { width: page.clientWidth, height: page.clientHeight }
  const card = menu.parentElement ?? menu
  const size = { width: card.offsetWidth, height: card.offsetHeight }
  const { top, left } = placeBeside(bubble, size, window, bubble.left > window.width - bubble.right)
  return { top: `${top}px`, left: `${left}px` }
}
