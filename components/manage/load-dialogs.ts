import type { Component } from 'vue'
import type { DialogName } from '~/composables/useDialog'

export type Dialogs = Readonly<Record<DialogName, Component>>

/** Loads the dialogs and their texts when the first one is needed. Throws without a connection, and can be retried. */
export async function loadDialogs(texts: () => Promise<void>): Promise<Dialogs> {
  const [{ dialogs }] = await Promise.all([import('./dialogs'), texts()])
  return dialogs
}
