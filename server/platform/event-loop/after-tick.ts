/**
 * Returns a function that runs `task` once, however often it is called, after all promises that this tick has resolved.
 * A group commit resolves many appends in a row of microtasks, and their acknowledgements should go out together.
 */
export function afterTick(task: () => void): () => void {
  let waiting = false
  return () => {
    if (waiting) return
    waiting = true
    queueMicrotask(() => process.nextTick(() => {
      waiting = false
      task()
    }))
  }
}
