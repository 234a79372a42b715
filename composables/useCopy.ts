/**
 * Copies text, also over plain http, where browsers refuse the clipboard API. Returns whether it is in the clipboard.
 */
export function useCopy(): { copy(text: string): Promise<boolean> } {
  return {
    async copy(text) {
      try {
        await navigator.clipboard.writeText(text)
        return true
      }
      catch {
        return copyBySelection(text)
      }
    },
  }
}

function copyBySelection(text: string): boolean {
  const focused = document.activeElement
  const field = document.createElement('textarea')
  field.value = text
  field.style.cssText = 'position: fixed; opacity: 0;'
  document.body.append(field)
  field.select()
  const copied = document.execCommand('copy')
  field.remove()
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
  return copied
}
