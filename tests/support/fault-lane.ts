import type { Unit } from './ws-frames'

export interface FrameRule {
  /** `before`: the frame does not arrive. `after`: it is the last thing that arrives. */
  readonly when: 'before' | 'after'
  /** Which matching message, counted from 1 and from now on. By default the first. */
  readonly nth?: number
  /** By default every message matches. */
  readonly matches?: (text: string) => boolean
}

export interface Verdict {
  /** The part of the unit that arrives; may be empty. */
  readonly pass: Buffer
  /** Set if the connection ends after that: call it when it has ended. */
  readonly cut?: () => void
}

/** The faults of one direction of a proxy. Decides unit by unit; it touches no socket. */
export interface FaultLane {
  latencyMs: number
  pause(): void
  resume(): void
  /** Swallows everything, as a half-open connection does. */
  hold(): void
  release(): void
  /** Swallows matching units until `heal`. */
  drop(matches: (bytes: Buffer) => boolean): void
  /** Number of units that `drop` and `hold` swallowed. */
  dropped(): number
  /** Ends the connection that carries the n-th byte from now on, after that byte. Resolves when it has ended. */
  cutAfterBytes(n: number): Promise<void>
  /** Ends the connection that carries the chosen WebSocket message. Resolves with its text when it has ended. */
  cutAtFrame(rule: FrameRule): Promise<string>
  judge(unit: Unit): Verdict
  /** Resolves when the lane is not paused. */
  open(): Promise<void>
  /** Ends all faults. */
  heal(): void
}

interface ArmedRule { readonly rule: FrameRule, seen: number, readonly done: (text: string) => void }
interface Budget { left: number, readonly done: () => void }

const NOTHING = Buffer.alloc(0)

export function createFaultLane(): FaultLane {
  let holding = false
  let gate: { readonly opened: Promise<void>, readonly open: () => void } | null = null
  let budget: Budget | null = null
  let rules: ArmedRule[] = []
  let unwanted: ((bytes: Buffer) => boolean) | null = null
  let dropped = 0

  /** Removes and returns the rule that matches this text. */
  function fired(text: string): ArmedRule | undefined {
    const matching = rules.filter(({ rule }) => rule.matches?.(text) ?? true)
    for (const armed of matching) armed.seen += 1
    const hit = matching.find(armed => armed.seen === (armed.rule.nth ?? 1))
    rules = rules.filter(armed => armed !== hit)
    return hit
  }

  function spend({ bytes }: Unit): Verdict {
    if (!budget) return { pass: bytes }
    if (bytes.length < budget.left) {
      budget.left -= bytes.length
      return { pass: bytes }
    }
    const { left, done } = budget
    budget = null
    return { pass: bytes.subarray(0, left), cut: done }
  }

  const lane: FaultLane = {
    latencyMs: 0,
    pause() {
      if (gate) return
      let open = () => {}
      const opened = new Promise<void>((resolve) => {
        open = resolve
      })
      gate = { opened, open }
    },
    resume() {
      gate?.open()
      gate = null
    },
    hold() {
      holding = true
    },
    release() {
      holding = false
    },
    drop(matches) {
      unwanted = matches
    },
    dropped: () => dropped,
    cutAfterBytes: n => new Promise((resolve) => {
      budget = { left: n, done: resolve }
    }),
    cutAtFrame: rule => new Promise((resolve) => {
      rules.push({ rule, seen: 0, done: resolve })
    }),
    judge(unit) {
      if (holding || unwanted?.(unit.bytes)) {
        dropped += 1
        return { pass: NOTHING }
      }
      const { text } = unit
      const hit = text === undefined ? undefined : fired(text)
      if (!hit || text === undefined) return spend(unit)
      return { pass: hit.rule.when === 'after' ? unit.bytes : NOTHING, cut: () => hit.done(text) }
    },
    open: () => gate?.opened ?? Promise.resolve(),
    heal() {
      lane.latencyMs = 0
      lane.resume()
      lane.release()
      budget = null
      rules = []
      unwanted = null
    },
  }
  return lane
}
