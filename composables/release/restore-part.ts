import type { PartState } from './missing-part'

/** Pause before the server is asked for a part once more, in ms; each is twice as long as the one before. */
const PAUSE_MS = 1_000
const PAUSE_MAX_MS = 16_000

/** What the part is restored with. */
export interface RestoreDeps {
  stateOf(part: URL): Promise<PartState>
  /** Loads a style sheet in place of the one that failed. Rejects if it fails, too. */
  addSheet(part: URL): Promise<void>
  /** Loads a script. Rejects if it fails. */
  load(part: URL): Promise<unknown>
  pause(ms: number): Promise<void>
}

/**
 * Restores a part of the program that failed to load, as soon as the server is there. What asked for the part asks
 * again by itself, and that is not enough: Vite asks for each style sheet once, and Firefox, like Chromium before 156,
 * remembers that a script failed and never asks for it again.
 * @returns `gone`: the server does not have it any more; `stuck`: only a reload can bring it
 */
export async function restorePart(part: URL, deps: RestoreDeps): Promise<'restored' | 'gone' | 'stuck'> {
  for (let pause = PAUSE_MS; ; pause = Math.min(2 * pause, PAUSE_MAX_MS)) {
    const state = await deps.stateOf(part)
    if (state === 'gone') return 'gone'
    if (state === 'there') {
      const isSheet = part.pathname.endsWith('.css')
      const done = await (isSheet ? deps.addSheet(part) : deps.load(part)).then(() => true, () => false)
      if (done) return 'restored'
      if (!isSheet) return 'stuck'
    }
    await deps.pause(pause)
  }
}
