import type { Component } from 'vue'
import type { DialogName } from '~/composables/useDialog'

export type Dialogs = Readonly<Record<DialogName, Component>>

/** Fetches the dialogs and their texts, when the first of them is wanted. Throws without a connection: it can be tried again. */
export async function loadDialogs(texts: () => Promise<void>): Promise<Dialogs> {
  const [{ dialogs }] = await Promise.all([import('./dialogs'), texts()])
  return dialogs
}
