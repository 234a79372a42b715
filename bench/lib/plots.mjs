// @ts-check

/** Specifications of plots, for Vega-Lite. */

/** Readable on white and on dark, and apart for most who do not see all colours. Parley's own comes first. */
const COLOURS = ['#0d9488', '#5eaaa8', '#d97706', '#6b7fd7', '#c026a3', '#dc4c4c', '#8a8f3c']

/**
 * Lines over a few rates, on logarithmic axes.
 * @param {object} options
 * @param {string} options.title
 * @param {string} options.x
 * @param {string} options.y
 * @param {readonly { x: number, y: number, series: string }[]} options.values
 * @param {boolean} [options.legend]
 */
export function lines({ title, x, y, values, legend = true }) {
  const series = [...new Set(values.map(value => value.series))]
  const ticks = [...new Set(values.map(value => value.x))]
  return {
    title, width: 330, height: 300, data: { values },
    mark: { type: 'line', point: { size: 55, filled: true }, strokeWidth: 2.5, clip: true },
    encoding: {
      x: { field: 'x', type: 'quantitative', title: x, scale: { type: 'log', domain: [Math.min(...ticks) * 0.85, Math.max(...ticks) * 1.15], nice: false }, axis: { values: ticks, format: ',', grid: false } },
      y: { field: 'y', type: 'quantitative', title: y, scale: { type: 'log' }, axis: { format: '~s' } },
      color: { field: 'series', title: null, scale: { domain: series, range: COLOURS }, legend: legend ? { orient: 'right' } : null },
    },
  }
}

/** @param {readonly object[]} specs @returns {object} the plots side by side */
export const beside = specs => ({ hconcat: specs, spacing: 40 })
