import { WEBKIT_EXISTS } from '../../../scripts/lib/webkit.mjs'
import type { Engine } from './engine'
import { startChromium, startFirefox } from './puppeteer-engine'
import { startWebKit } from './webkit-engine'

/** The engines by name: how each is started. */
const STARTS = { Chromium: startChromium, Firefox: startFirefox, WebKit: startWebKit } as const

export type EngineName = keyof typeof STARTS

/** The engines that this platform has. */
export const ENGINES: readonly EngineName[] = ['Chromium', 'Firefox', ...(WEBKIT_EXISTS ? ['WebKit'] as const : [])]

/** Each engine with another one, for a talk between two different browsers. */
export const PAIRS: readonly (readonly [EngineName, EngineName])[] = ENGINES.map((name, index) => {
  return [name, ENGINES[(index + 1) % ENGINES.length] ?? name]
})

/** Engines that are started when a test first wants one. */
export interface Engines {
  get(name: EngineName): Promise<Engine>
  close(): Promise<void>
}

export function lazyEngines(): Engines {
  const started = new Map<EngineName, Promise<Engine>>()
  return {
    get(name) {
      const engine = started.get(name) ?? STARTS[name]()
      started.set(name, engine)
      return engine
    },
    async close() {
      for (const engine of await Promise.allSettled(started.values())) {
        if (engine.status === 'fulfilled') await engine.value.close()
      }
    },
  }
}
