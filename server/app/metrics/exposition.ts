import type { Registry } from 'prom-client'
import type { Sources } from './registry'
import { mergeExpositions } from './merge'
import { askOthers, workerLabels } from './workers'

let registry: Promise<Registry> | null = null

/**
 * The series of this process as text. prom-client is loaded with the first scrape: a process that nobody watches needs neither its memory nor its
 * timer for the delay of the event loop, and what is counted is counted without it.
 */
export async function ownExposition(sources: Sources): Promise<string> {
  registry ??= import('./registry').then(({ createRegistry }) => createRegistry(sources, workerLabels()))
  return (await registry).metrics()
}

/** The series of all workers of this machine, whichever of them is asked. */
export async function exposition(sources: Sources): Promise<string> {
  const [own, others] = await Promise.all([ownExposition(sources), askOthers()])
  return others.length === 0 ? own : mergeExpositions([own, ...others])
}
