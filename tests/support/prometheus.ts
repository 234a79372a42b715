/** One scrape, read as Prometheus reads it. */
export interface Scrape {
  /** Type of each family, by its name. */
  readonly types: ReadonlyMap<string, string>
  /** Every name that a query may use; a histogram has three. */
  readonly names: ReadonlySet<string>
  /** Labels and value of each sample of that name. */
  samples(name: string): ReadonlyArray<{ readonly labels: Readonly<Record<string, string>>, readonly value: number }>
  /** The sum of the samples of that name that have these labels; 0 when there is none. */
  value(name: string, labels?: Readonly<Record<string, string>>): number
}

interface Sample { readonly labels: Readonly<Record<string, string>>, readonly value: number }

const LABEL = /([a-z_]\w*)="((?:[^"\\\n]|\\[\\n"])*)"/gi
const SAMPLE = /^([a-z_:][\w:]*)(?:\{(.*)\})? (\S+)$/i
const NUMBER = /^(?:[+-]?Inf|NaN|[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/i

function parseLabels(text: string): Record<string, string> {
  const found = [...text.matchAll(LABEL)]
  if (found.map(([whole]) => whole).join(',') !== text) throw new Error(`These labels are not of the format: ${text}`)
  return Object.fromEntries(found.map(([, name = '', value = '']) => [name, value]))
}

function parseSample(line: string) {
  const [, name, labels = '', number = ''] = SAMPLE.exec(line) ?? []
  if (name === undefined || !NUMBER.test(number)) throw new Error(`This line is not of the format: ${line}`)
  return { name, labels: parseLabels(labels), value: Number(number.replace('Inf', 'Infinity')) }
}

/**
 * The families of an exposition, each with its type and lines.
 * @throws Error when a header is missing, double or in the wrong place
 */
function families(text: string): Map<string, { type: string, lines: string[] }> {
  if (!text.endsWith('\n')) throw new Error('The last line does not end.')
  const found = new Map<string, { type: string, lines: string[] }>()
  let current: { type: string, lines: string[] } | undefined
  let helped = ''
  for (const line of text.split('\n').filter(Boolean)) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? []
    if (kind === 'HELP') {
      helped = name
    }
    else if (kind === 'TYPE') {
      if (found.has(name) || helped !== name) throw new Error(`${name} has two headers, or no help.`)
      current = { type: rest, lines: [] }
      found.set(name, current)
    }
    else if (current) {
      current.lines.push(line)
    }
    else {
      throw new Error(`This line has no header: ${line}`)
    }
  }
  return found
}

/** @throws Error with what Prometheus would not accept */
export function parseScrape(text: string): Scrape {
  const types = new Map<string, string>()
  const all = new Map<string, Sample[]>()
  const seen = new Set<string>()
  for (const [family, { type, lines }] of families(text)) {
    types.set(family, type)
    const names = type === 'histogram' ? ['_bucket', '_sum', '_count'].map(end => family + end) : [family]
    for (const name of names) all.set(name, [])
    for (const line of lines) {
      const { name, ...sample } = parseSample(line)
      const series = `${name} ${JSON.stringify(Object.entries(sample.labels).toSorted())}`
      if (seen.has(series)) throw new Error(`Twice in one scrape: ${series}`)
      seen.add(series)
      const samples = all.get(name)
      if (!samples || !names.includes(name)) throw new Error(`${name} stands under the header of ${family}.`)
      samples.push(sample)
    }
  }
  const samples = (name: string) => all.get(name) ?? []
  return {
    types,
    names: new Set(all.keys()),
    samples,
    value: (name, labels = {}) => samples(name)
      .filter(sample => Object.entries(labels).every(([key, value]) => sample.labels[key] === value))
      .reduce((sum, { value }) => sum + value, 0),
  }
}
