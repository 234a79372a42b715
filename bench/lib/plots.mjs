// @ts-check

/** Specifications of plots, for Vega-Lite. */

/** Readable on white and on dark, and distinct for most colour-blind readers. Parley's own comes first. */
const COLOURS = ['#0d9488', '#7cb342', '#d97706', '#6b7fd7', '#c026a3', '#dc4c4c', '#94a3b8']

/** Grid lines at powers of ten only. */
const TENS = Array.from({ length: 13 }, (_, i) => 10 ** (i - 3))

/**
 * Lines over a few values of x, on logarithmic axes.
 * @param {object} options
 * @param {string} options.title
 * @param {string} options.x
 * @param {readonly { x: number, y: number, series: string }[]} options.values
 */
export function lines({ title, x, values }) {
  const series = [...new Set(values.map(value => value.series))]
  const ticks = [...new Set(values.map(value => value.x))]
  const [low, high] = [Math.min(...values.map(value => value.y)), Math.max(...values.map(value => value.y))]
  const domain = [10 ** Math.floor(Math.log10(low)), 10 ** Math.ceil(Math.log10(high))]
  return {
    title,
    width: 340,
    height: 280,
    data: { values },
    mark: { type: 'line', point: { size: 60, filled: true }, clip: false },
    encoding: {
      x: {
        field: 'x',
        type: 'quantitative',
        title: x,
        scale: { type: 'log', domain: [Math.min(...ticks) * 0.85, Math.max(...ticks) * 1.15], nice: false },
        axis: { values: ticks, format: ',', grid: false },
      },
      y: {
        field: 'y',
        type: 'quantitative',
        title: null,
        scale: { type: 'log', domain },
        axis: { values: TENS, format: '~s' },
      },
      color: {
        field: 'series',
        title: null,
        scale: { domain: series, range: COLOURS },
        legend: { orient: 'bottom', columns: 4, labelLimit: 300 },
      },
      strokeWidth: { condition: { test: 'test(/^(Parley|parley|plain)/, datum.series)', value: 4 }, value: 2 },
    },
  }
}

/** @param {readonly object[]} specs @returns {object} the plots side by side, with one legend */
export const beside = specs => ({ hconcat: specs, spacing: 40 })
