import { createRequire } from 'node:module'
import * as z from 'zod'
import { describe, expect, it } from 'vitest'

const require = createRequire(import.meta.url)
const manifest = z.object({ version: z.string() })

/** Version of the package that an import from the root of the repository gets. */
function installed(name: string): string {
  return manifest.parse(require(`${process.cwd()}/node_modules/${name}/package.json`)).version
}

describe('what npm hoists to the root', () => {
  // A newer major of either can be hoisted by a development tool. The build then succeeds, every body is answered with
  // 500, and sockets open without a hook running. Pinned as direct dependencies, Nitro's own majors stay at the root.
  it('has h3 of the major that Nitro 2 runs on', () => {
    expect(installed('h3')).toMatch(/^1\./)
  })

  it('has crossws of the minor that Nitro 2 runs on', () => {
    expect(installed('crossws')).toMatch(/^0\.3\./)
  })
})
