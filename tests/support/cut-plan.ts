import type { Direction, FaultProxy } from './fault-proxy'
import type { Random } from './random'

/** The frames of the protocol and their directions. */
const STEPS = {
  hello: 'toClient',
  join: 'toServer',
  joined: 'toClient',
  send: 'toServer',
  edit: 'toServer',
  delete: 'toServer',
  ack: 'toClient',
  message: 'toClient',
  edited: 'toClient',
  deleted: 'toClient',
  ping: 'toServer',
  pong: 'toClient',
} as const satisfies Record<string, Direction>

export type Step = keyof typeof STEPS

/** The `type` of the frames of a step, where it has another name. */
const TYPES: Partial<Record<Step, string>> = { edited: 'edit', deleted: 'delete' }

const ALL: readonly Step[] = [
  'hello', 'join', 'joined', 'send', 'edit', 'delete', 'ack', 'message', 'edited', 'deleted', 'ping', 'pong',
]

/** A cut just before or after the n-th frame of a kind arrives, or at the n-th byte. */
export type Cut
  = | { readonly at: Step, readonly when: 'before' | 'after', readonly nth: number }
    | { readonly at: 'byte', readonly direction: Direction, readonly nth: number }

/** Some byte positions are in the upgrade, some in the frames after it. */
const BYTES_MAX = 3_000

export function randomCut(random: Random): Cut {
  if (random.chance(0.15))
    return { at: 'byte', direction: random.pick(['toServer', 'toClient']), nth: random.int(1, BYTES_MAX) }
  return { at: random.pick(ALL), when: random.pick(['before', 'after']), nth: random.int(1, 3) }
}

/** Resolves when the cut has happened. */
export async function arm(proxy: FaultProxy, cut: Cut): Promise<void> {
  if (cut.at === 'byte') return proxy.cutAfterBytes(cut.direction, cut.nth)
  const { at, when, nth } = cut
  await proxy.cutAtFrame(STEPS[at], { when, nth, matches: text => text.includes(`"type":"${TYPES[at] ?? at}"`) })
}

/** The name of a cut in the counts. */
export function nameOf(cut: Cut): string {
  return cut.at === 'byte' ? `byte ${cut.direction}` : `${cut.when} ${cut.at}`
}

/** All possible cuts. */
export const CUT_NAMES: readonly string[] = [
  ...Object.keys(STEPS).flatMap(step => [`before ${step}`, `after ${step}`]),
  'byte toServer',
  'byte toClient',
]
