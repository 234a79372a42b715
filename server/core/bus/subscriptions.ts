import type { Redis } from 'ioredis'
import { afterTick } from '../../platform/event-loop/after-tick'
import type { Channels } from './channels'
import type { Trouble } from '../../platform/redis/trouble'

/** The commands of one kind of Pub/Sub. */
export interface Verbs {
  readonly add: 'subscribe' | 'ssubscribe'
  readonly drop: 'unsubscribe' | 'sunsubscribe'
  readonly channelsPerCommand: number
}

/** Few enough channels for an argument list, many enough that a process with 50,000 rooms is back after 50 commands. */
export const CLASSIC: Verbs = { add: 'subscribe', drop: 'unsubscribe', channelsPerCommand: 1_000 }

/** Channels of one command must have the same slot, which two rooms seldom have. */
export const SHARDED: Verbs = { add: 'ssubscribe', drop: 'sunsubscribe', channelsPerCommand: 1 }

/** How long a refused subscription is left alone before it is tried again. */
const REFUSED_RETRY_MS = 2_000

export interface Subscriptions {
  /** Looks at these channels again after this turn. */
  reconcile(channels: Iterable<string>): void
  /** Whether all that was wanted when the link was last made has been asked for and answered. */
  up(): boolean
  /** Whether all that is wanted was confirmed since the link was last made. */
  complete(): boolean
  close(): void
}

export interface SubscriptionsOptions {
  readonly subscriber: Redis
  readonly trouble: Trouble
  readonly verbs: Verbs
  readonly channels: Channels
  readonly isWanted: (channel: string) => boolean
  readonly allWanted: () => Iterable<string>
  /** The link is made and everything wanted was asked for and answered. */
  readonly onUp: () => void
  /** The link is lost. */
  readonly onDown?: () => void
}

/**
 * Keeps the channels that Redis sends equal to the ones that are wanted, over races and lost links. A connection answers in order,
 * so the last command about a channel wins, and `asked` is what Redis will send once it has read everything written so far.
 */
export function createSubscriptions(options: SubscriptionsOptions): Subscriptions {
  const { subscriber, trouble, verbs, channels, isWanted, allWanted, onUp, onDown } = options
  const asked = new Set<string>()
  const touched = new Set<string>()
  const refused = new Set<string>()
  let link = 0
  let up = false
  let retry: NodeJS.Timeout | undefined

  /** One SUBSCRIBE or UNSUBSCRIBE. A refusal concerns all its channels: Redis carries out none of them. */
  async function command(name: Verbs['add' | 'drop'], names: string[], current: number) {
    try {
      await subscriber[name](...names)
      for (const channel of names) refused.delete(channel)
    }
    catch (error) {
      // What can't be left is not sent any more, such as a slot that has moved.
      if (name === verbs.drop || current !== link || subscriber.status !== 'ready') return
      for (const channel of names) {
        asked.delete(channel)
        refused.add(channel)
      }
      trouble.report('subscribe', error)
      retry ??= setTimeout(() => {
        retry = undefined
        reconcile(refused)
      }, REFUSED_RETRY_MS).unref()
    }
  }

  async function flush() {
    if (subscriber.status !== 'ready') return
    const add = [...touched].filter(channel => isWanted(channel) && !asked.has(channel))
    const drop = [...touched].filter(channel => !isWanted(channel) && asked.has(channel))
    for (const channel of touched) {
      if (!isWanted(channel)) refused.delete(channel)
    }
    touched.clear()
    for (const channel of add) asked.add(channel)
    for (const channel of drop) asked.delete(channel)

    const current = link
    // Apart, because an ACL that allows only Parley's own channels must not take them down with the bare ones.
    const [own, live] = split(add, channel => channels.source(channel).kind === 'live')
    await Promise.all([
      ...[...inChunks(own), ...inChunks(live)].map(names => command(verbs.add, names, current)),
      ...inChunks(drop).map(names => command(verbs.drop, names, current)),
    ])
    if (current !== link || subscriber.status !== 'ready') return
    if (refused.size === 0) trouble.over('subscribe')
    if (up) return
    up = true
    onUp()
  }

  const inChunks = (names: readonly string[]) => chunks(names, verbs.channelsPerCommand)
  const flushSoon = afterTick(() => void flush())

  function reconcile(names: Iterable<string>) {
    for (const channel of names) touched.add(channel)
    flushSoon()
  }

  function onReady() {
    asked.clear()
    refused.clear()
    reconcile(allWanted())
  }

  function onClose() {
    link++
    up = false
    onDown?.()
  }

  subscriber.on('ready', onReady)
  subscriber.on('close', onClose)
  if (subscriber.status === 'ready') onReady()

  return {
    reconcile,
    up: () => up,
    complete: () => up && refused.size === 0,
    close() {
      clearTimeout(retry)
      subscriber.off('ready', onReady)
      subscriber.off('close', onClose)
    },
  }
}

function split(names: readonly string[], isSecond: (name: string) => boolean): [string[], string[]] {
  return [names.filter(name => !isSecond(name)), names.filter(isSecond)]
}

function chunks(names: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(names.length / size) }, (_, i) => names.slice(i * size, (i + 1) * size))
}
