// @ts-check

/**
 * @param {readonly number[]} values
 * @param {number} percent 0 to 100
 * @returns {number} the smallest value that at least this many percent do not exceed
 */
export function percentile(values, percent) {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.max(0, Math.ceil(sorted.length * percent / 100) - 1)] ?? Number.NaN
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = Float64Array.from(values).sort()
  const middle = sorted.length / 2
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle) - 1] ?? Number.NaN)) / 2
}

/** @param {number} value */
export function round(value) {
  return Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2)
}

/** @param {number} value such as 1,234 */
export function whole(value) {
  return Math.round(value).toLocaleString('en')
}

/**
 * A Markdown table, as in docs/benchmarks.md.
 * @param {readonly string[]} head
 * @param {readonly (readonly (string | number)[])[]} rows
 */
export function table(head, rows) {
  const line = (/** @type {readonly (string | number)[]} */ cells) =>
    `| ${cells.map(cell => typeof cell === 'number' ? round(cell) : cell).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
