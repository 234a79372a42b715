import { describe, expect, it } from 'vitest'
import type { PartState } from '~/composables/release/missing-part'
import { restorePart } from '~/composables/release/restore-part'

const SCRIPT = new URL('https://chat.example/_nuxt/a.js')
const SHEET = new URL('https://chat.example/_nuxt/a.css')

/** A server that says this of the part, one answer after the other, and a browser that fails so often to load it. */
function browser(states: readonly PartState[], failures = 0) {
  const done: string[] = []
  let left = failures
  const load = (what: string) => async () => {
    done.push(what)
    if (left-- > 0) throw new TypeError('Failed to fetch')
  }
  let asked = 0
  return {
    done,
    deps: {
      stateOf: async () => states[Math.min(asked++, states.length - 1)] ?? null,
      addSheet: load('sheet'),
      load: load('script'),
      pause: async (ms: number) => void done.push(String(ms)),
    },
  }
}

describe('a part that failed to load', () => {
  it('is loaded once the server answers, which is asked less and less often', async () => {
    const { done, deps } = browser([null, null, null, null, null, null, 'there'])
    expect(await restorePart(SCRIPT, deps)).toBe('restored')
    expect(done).toEqual(['1000', '2000', '4000', '8000', '16000', '16000', 'script'])
  })

  it('is gone where the server says so', async () => {
    const { done, deps } = browser([null, 'gone'])
    expect(await restorePart(SCRIPT, deps)).toBe('gone')
    expect(done).toEqual(['1000'])
  })

  it('needs a reload where the browser remembers that the script failed', async () => {
    const { done, deps } = browser(['there'], 1)
    expect(await restorePart(SCRIPT, deps)).toBe('stuck')
    expect(done).toEqual(['script'])
  })

  it('is put into the page again where it is a style sheet, until it is there', async () => {
    const { done, deps } = browser(['there'], 2)
    expect(await restorePart(SHEET, deps)).toBe('restored')
    expect(done).toEqual(['sheet', '1000', 'sheet', '2000', 'sheet'])
  })
})
