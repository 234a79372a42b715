// @ts-check

/**
 * Runs `work` for every item, at most `atOnce` at a time.
 * @template T
 * @param {readonly T[]} items
 * @param {number} atOnce
 * @param {(item: T, index: number) => Promise<void>} work
 */
export async function inParallel(items, atOnce, work) {
  let next = 0
  const lane = async () => {
    while (next < items.length) {
      const index = next++
      const item = items[index]
      if (item !== undefined) await work(item, index)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
}
