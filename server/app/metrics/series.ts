import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Buckets } from '../../core/metrics/buckets'

type Labels = Readonly<Record<string, string>>
type Reading = readonly [labels: Labels, value: number]

/** A histogram whose buckets are counted elsewhere: prom-client's own would have to see each value, on the hot path. */
class CountedHistogram extends Histogram {
  constructor(
    private readonly family: { readonly name: string, readonly help: string, readonly registers: Registry[] },
    private readonly counted: Buckets,
  ) {
    super(family)
  }

  /** prom-client 15 calls this when it writes text. Its types lack it; a test reads the buckets from a scrape. */
  async getForPromString() {
    const { name, help } = this.family
    const counts = this.counted.cumulative()
    const buckets = counts.map((value, index) => ({
      metricName: `${name}_bucket`,
      labels: { le: this.counted.bounds[index] ?? '+Inf' },
      value,
    }))
    return {
      name,
      help,
      type: 'histogram',
      values: [
        ...buckets,
        { metricName: `${name}_sum`, value: this.counted.sum },
        { metricName: `${name}_count`, value: counts.at(-1) ?? 0 },
      ],
    }
  }
}

/** Registers series that are read when they are scraped, and never before. */
export function createSeries(registry: Registry) {
  const registers = [registry]
  return {
    counter(name: string, help: string, read: () => number): void {
      new Counter({ name, help, registers, collect() {
        this.reset()
        this.inc(read())
      } })
    },
    counters(name: string, help: string, labelNames: string[], read: () => Iterable<Reading>): void {
      new Counter({ name, help, registers, labelNames, collect() {
        this.reset()
        for (const [labels, value] of read()) this.inc(labels, value)
      } })
    },
    gauge(name: string, help: string, read: () => number): void {
      new Gauge({ name, help, registers, collect() {
        this.set(read())
      } })
    },
    gauges(name: string, help: string, labelNames: string[], read: () => Iterable<Reading>): void {
      new Gauge({ name, help, registers, labelNames, collect() {
        this.reset()
        for (const [labels, value] of read()) this.set(labels, value)
      } })
    },
    histogram(name: string, help: string, counted: Buckets): void {
      new CountedHistogram({ name, help, registers }, counted)
    },
  }
}
