import type { Registry } from 'prom-client'
import type { Sources } from './registry'
import { mergeExpositions } from './merge'
import { askOthers, workerLabels } from './workers'

const load = () => import('./registry')

let registry: Promise<Registry> | null = null

/**
 * Loads what a scrape needs, and starts nothing. The delay of the event loop is measured with a timer of 100 ticks per
 * second, which a process without scrapes does not need.
 */
export async function loadExposition(): Promise<void> {
  await load()
}

/** The series of this process as text. The first scrape creates the registry; counting does not need it. */
export async function ownExposition(sources: Sources): Promise<string> {
  registry ??= load().then(({ createRegistry }) => createRegistry(sources, workerLabels()))
  return (await registry).metrics()
}

/** The series of all workers of this machine, whichever worker is scraped. */
export async function exposition(sources: Sources): Promise<string> {
  const [own, others] = await Promise.all([ownExposition(sources), askOthers()])
  return others.length === 0 ? own : mergeExpositions([own, ...others])
}
