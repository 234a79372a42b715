// @ts-check

/**
 * Counts of durations up to 15 minutes, in buckets 1 % wide, so that several processes can be added up. Not
 * hdr-histogram-js: workers post these counts as they are, and its histograms would be packed and unpacked for that.
 */

const GROWTH = Math.log(1.01)
const BUCKETS = 2100

export function histogram() {
  return new Uint32Array(BUCKETS)
}

/**
 * @param {Uint32Array} counts
 * @param {number} microseconds
 */
export function record(counts, microseconds) {
  const bucket = Math.min(BUCKETS - 1, microseconds < 1 ? 0 : Math.floor(Math.log(microseconds) / GROWTH))
  counts[bucket] = (counts[bucket] ?? 0) + 1
}

/**
 * @param {readonly (Uint32Array | readonly number[])[]} all
 * @returns {Uint32Array}
 */
export function sum(all) {
  const total = histogram()
  for (const counts of all) counts.forEach((count, bucket) => void (total[bucket] = (total[bucket] ?? 0) + count))
  return total
}

/**
 * @param {Uint32Array} counts
 * @param {number} percent 0 to 100
 * @returns {number} milliseconds that at least this many percent do not exceed, at most 1 % too high; NaN without
 *   counts
 */
export function percentileMs(counts, percent) {
  const all = counts.reduce((total, count) => total + count, 0)
  if (all === 0) return Number.NaN
  const wanted = Math.max(1, Math.ceil(all * percent / 100))
  let seen = 0
  for (let bucket = 0; bucket < counts.length; bucket++) {
    seen += counts[bucket] ?? 0
    if (seen >= wanted) return Math.exp((bucket + 1) * GROWTH) / 1000
  }
  return Number.NaN
}
