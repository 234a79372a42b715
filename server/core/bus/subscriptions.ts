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

/** Few enough channels for an argument list. Still, a process with 50,000 rooms resubscribes in 50 commands. */
export const CLASSIC: Verbs = { add: 'subscribe', drop: 'unsubscribe', channelsPerCommand: 1_000 }

/** Channels of one command must have the same slot, which two rooms seldom have. */
export const SHARDED: Verbs = { add: 'ssubscribe', drop: 'sunsubscribe', channelsPerCommand: 1 }

/** Wait before a refused subscription is retried. */
const REFUSED_RETRY_MS = 2_000

export interface Subscriptions {
  /** Compares these channels with the wanted ones, at the end of this tick. */
  reconcile(channels: Iterable<string>): void
  /** Whether every channel that was wanted when the connection was made is subscribed or refused. */
  isConnected(): boolean
  /** Whether every wanted channel is subscribed on this connection. */
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
  /** Called when the connection is made and every wanted channel is subscribed or refused. */
  readonly onConnected: () => void
  /** Called when the connection is lost. */
  readonly onDisconnected?: () => void
}

/**
 * Keeps the subscribed channels equal to the wanted ones, over races and lost connections. A connection answers in
 * order, so the last command about a channel wins. `asked` is what Redis will send once it has read every command.
 */
export function createSubscriptions(options: SubscriptionsOptions): Subscriptions {
  const { subscriber, trouble, verbs, channels, isWanted, allWanted, onConnected, onDisconnected } = options
  const asked = new Set<string>()
  const touched = new Set<string>()
  const refused = new Set<string>()
  let link = 0
  let connected = false
  let retry: NodeJS.Timeout | undefined

  /** One SUBSCRIBE or UNSUBSCRIBE. A refusal concerns all its channels: Redis carries out none of them. */
  async function command(name: Verbs['add' | 'drop'], names: string[], current: number) {
    try {
      await subscriber[name](...names)
      for (const channel of names) refused.delete(channel)
    }
    catch (error) {
      // A channel that can't be left, such as one of a moved slot, is not sent any more.
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
    // Separate commands: an ACL that allows only Parley's own channels must not fail them together with the bare ones.
    const [own, external] = split(add, channel => channels.source(channel).kind === 'external')
    await Promise.all([
      ...[...inChunks(own), ...inChunks(external)].map(names => command(verbs.add, names, current)),
      ...inChunks(drop).map(names => command(verbs.drop, names, current)),
    ])
    if (current !== link || subscriber.status !== 'ready') return
    if (refused.size === 0) trouble.over('subscribe')
    if (connected) return
    connected = true
    onConnected()
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
    connected = false
    onDisconnected?.()
  }

  subscriber.on('ready', onReady)
  subscriber.on('close', onClose)
  if (subscriber.status === 'ready') onReady()

  return {
    reconcile,
    isConnected: () => connected,
    complete: () => connected && refused.size === 0,
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
