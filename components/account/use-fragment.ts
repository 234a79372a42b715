import { onMounted, ref, type Ref } from 'vue'

/**
 * The one-time code behind the `#` of the address, which reaches no server and no log. Undefined until the page is
 * mounted, '' without one.
 */
export function useFragment(): Ref<string | undefined> {
  const code = ref<string>()
  onMounted(() => {
    code.value = window.location.hash.slice(1)
  })
  return code
}
