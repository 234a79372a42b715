import { useDocumentVisibility } from '@vueuse/core'
import { onBeforeUnmount, watch } from 'vue'
import { createIconBadge } from './icon-badge'

/** The badge of an installed app, where the browser has one. */
interface Badged {
  setAppBadge?(count: number): Promise<void>
  clearAppBadge?(): Promise<void>
}

/** Shows how much is unread on the installed app, and on the icon of a tab that is not looked at. */
export function useCounts(count: () => number): void {
  const visibility = useDocumentVisibility()
  const showIcon = createIconBadge()
  const app: Badged = navigator

  watch(count, (now) => {
    // Refused where the page is not an installed app.
    void (now > 0 ? app.setAppBadge?.(now) : app.clearAppBadge?.())?.catch(() => {})
  }, { immediate: true })
  watch(() => visibility.value === 'hidden' ? count() : 0, now => void showIcon(now), { immediate: true })
  onBeforeUnmount(() => void showIcon(0))
}
