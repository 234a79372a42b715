interface Press {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

const isPlain = ({ shiftKey, ctrlKey, metaKey, altKey }: Press) => !shiftKey && !ctrlKey && !metaKey && !altKey

/** Whether the key opens the menu of the focused message: the usual ones, and Enter. */
export function opensMenu(press: Press): boolean {
  if (press.key === 'F10') return press.shiftKey
  return press.key === 'ContextMenu' || (press.key === 'Enter' && isPlain(press))
}

const STEPS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 }

/** The index to which an arrow key moves from `index` among `count`; null for other keys and at the ends. */
export function nextByArrow(press: Press, index: number, count: number): number | null {
  const step = STEPS[press.key]
  if (step === undefined || !isPlain(press)) return null
  const next = index + step
  return next < 0 || next >= count ? null : next
}

/** Whether the up arrow was pressed where it can't move the cursor up, as in an empty composer. */
export function asksForLast(press: Press & { readonly isComposing: boolean }, text: string): boolean {
  return press.key === 'ArrowUp' && isPlain(press) && !press.isComposing && text === ''
}
