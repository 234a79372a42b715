/** What the composer needs to know of a key press. */
export interface KeyPress {
  readonly key: string
  readonly shiftKey: boolean
  readonly isComposing: boolean
  readonly keyCode: number
}

/** The code of a key that an input method handles itself. Safari ends the composition before its Enter arrives, so `isComposing` alone would send half a word. */
const INPUT_METHOD_KEY_CODE = 229

/** Enter sends; with Shift it breaks the line; while an input method is composing it picks a word. */
export function sends({ key, shiftKey, isComposing, keyCode }: KeyPress): boolean {
  return key === 'Enter' && !shiftKey && !isComposing && keyCode !== INPUT_METHOD_KEY_CODE
}
