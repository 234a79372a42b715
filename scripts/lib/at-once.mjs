// @ts-check

/**
 * Runs tasks side by side, at most so many at once. They begin in their order.
 * @template T
 * @param {number} max
 * @param {readonly (() => Promise<T>)[]} tasks
 * @returns {Promise<T[]>} what they gave, in their order
 * @throws what the first task that fails throws
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
