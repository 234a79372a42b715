import { parse, View } from 'vega'
import { compile } from 'vega-lite'

// Not type-checked: these packages exist only where the benchmarks are installed.

/** Readable on white and on black: the picture is transparent. */
const INK = '#7d8590'

const THEME = {
  background: null,
  font: 'system-ui, sans-serif',
  view: { stroke: null },
  axis: {
    labelColor: INK,
    titleColor: INK,
    tickColor: INK,
    domainColor: INK,
    gridColor: INK,
    gridOpacity: 0.25,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
  },
  legend: { labelColor: INK, titleColor: INK, labelFontSize: 12, labelLimit: 240, symbolStrokeWidth: 3 },
  title: { color: INK, fontSize: 14, anchor: 'start', fontWeight: 'bold' },
  header: { labelColor: INK, titleColor: INK },
}

/**
 * @param {object} spec of Vega-Lite
 * @returns {Promise<string>} SVG
 */
export function draw(spec) {
  const { spec: vega } = compile({ $schema: 'https://vega.github.io/schema/vega-lite/v6.json', ...spec, config: THEME })
  return new View(parse(vega), { renderer: 'none' }).toSVG()
}
