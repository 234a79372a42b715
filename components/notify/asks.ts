import { shallowRef } from 'vue'

/** Whether the line that offers notifications is shown. Only a browser ever sets it. */
export const asksToNotify = shallowRef(false)
