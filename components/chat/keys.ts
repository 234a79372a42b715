/** The fields of a key press that the composer needs. */
export interface KeyPress {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly isComposing: boolean
  readonly keyCode: number
}

/**
 * The code of a key that an input method handles. Safari ends the composition before its Enter arrives, so
 * `isComposing` alone would send half a word.
 */
const INPUT_METHOD_KEY_CODE = 229

/** Whether the key is an Enter of the user, not of an input method that picks a word with it. */
function isEnter({ key, isComposing, keyCode }: KeyPress): boolean {
  return key === 'Enter' && !isComposing && keyCode !== INPUT_METHOD_KEY_CODE
}

/** Whether the key completes a field of one line. */
export function completes(press: KeyPress): boolean {
  return isEnter(press) && !press.shiftKey
}

/**
 * Whether the key sends. Enter sends if it is set so, and with Shift breaks the line. With Ctrl or ⌘ it always sends.
 */
export function isSendKey(press: KeyPress, enterSends: boolean): boolean {
  return isEnter(press) && !press.shiftKey && (enterSends || press.ctrlKey || press.metaKey)
}

/** Whether a key types a character, and is no shortcut. The space bar is excluded: it scrolls. */
export function writes(
  { key, isComposing, ctrlKey, metaKey, altKey }: KeyPress & { readonly altKey: boolean },
): boolean {
  return key !== ' ' && [...key].length === 1 && !isComposing && !ctrlKey && !metaKey && !altKey
}
