import { computed, watch, type ComputedRef } from 'vue'

/**
 * The dialogs that can lie over the chat besides its panels. Each has its address, so that Back closes it and a reload
 * keeps it.
 */
export const DIALOGS = ['new', 'invite', 'room', 'member', 'log', 'leave', 'deletion'] as const
export type DialogName = typeof DIALOGS[number]

export interface DialogAddress {
  readonly current: ComputedRef<DialogName | null>
  /** What the dialog is about: the id of a user, or the `seq` of a message. */
  readonly about: ComputedRef<string | null>
  open(name: DialogName, about?: string): void
  /** Goes back to what was shown before; where nothing of this page was, the address just loses the dialog. */
  close(): void
}

/** The dialog in the address: `?dialog=invite`. `?panel=new` is the same as `?dialog=new`. */
export function useDialog(): DialogAddress {
  const route = useRoute()
  const router = useRouter()
  const current = computed(
    () => DIALOGS.find(name => name === route.query.dialog) ?? (route.query.panel === 'new' ? 'new' : null),
  )
  /** A second press must not go back once more, out of the chat. */
  let closing = false
  watch(current, () => {
    closing = false
  }, { flush: 'sync' })

  return {
    current,
    about: computed(() => typeof route.query.about === 'string' ? route.query.about : null),
    open(name, about) {
      const to = { query: { ...route.query, dialog: name, about } }
      void (current.value === null ? router.push(to) : router.replace(to))
    },
    close() {
      if (current.value === null || closing) return
      closing = true
      const { panel } = route.query
      const query = { ...route.query, dialog: undefined, about: undefined, panel: panel === 'new' ? undefined : panel }
      const closed = router.resolve({ query }).fullPath
      if (router.options.history.state.back === closed) router.back()
      else void router.replace(closed)
    },
  }
}
