/**
 * A function that, however often it is called, runs `task` once after everything that the current turn of the event loop has already
 * resolved: a group commit acknowledges many appends in a row of microtasks, and all of them should go out together.
 */
export function afterTurn(task: () => void): () => void {
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
