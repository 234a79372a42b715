// @ts-check

/**
 * Runs tasks in parallel, at most `max` at once. They begin in order.
 * @template T
 * @param {number} max
 * @param {readonly (() => Promise<T>)[]} tasks
 * @returns {Promise<T[]>} their results, in order
 * @throws the error of the first task that fails
 */
export async function atOnce(max, tasks) {
  /** @type {T[]} */
  const results = []
  const waiting = tasks.entries()
  const worker = async () => {
    for (const [index, task] of waiting) results[index] = await task()
  }
  await Promise.all(Array.from({ length: max }, worker))
  return results
}
