import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { WORKERS_MAX } from './tests/support/free-port'
import { LongestFirst } from './tests/support/longest-first'
import threadPlugin from './tests/support/vitest-thread'

const root = fileURLToPath(new URL('.', import.meta.url))

const alias = { '#shared': `${root}shared`, '~': root, '~~': root }

/** Vitest leaves one core to the terminal by itself, which is half of a machine of two. */
const cores = Math.max(2, availableParallelism())

/** As far as there are ports. */
const workers = (wanted: number) => Math.min(WORKERS_MAX, wanted)

/**
 * Unit tests need nothing; integration and fault tests start real servers. Each file has servers, folders and ports of
 * its own. Tests inside Nuxt have a configuration of their own: vitest.nuxt.config.ts.
 */
export default defineConfig({
  resolve: { alias },
  plugins: [threadPlugin()],
  test: {
    maxWorkers: workers(cores),
    sequence: { sequencer: LongestFirst },
    projects: [
      // Modules are loaded once for all files: loading them anew for each took twice as long as the tests themselves.
      { extends: true, test: { name: 'unit', isolate: false, include: ['tests/unit/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'integration',
          // They wait for servers half of the time.
          maxWorkers: workers(2 * cores),
          isolate: false,
          include: ['tests/integration/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { name: 'engines', include: ['tests/engines/**/*.test.ts'], testTimeout: 300_000, hookTimeout: 60_000 },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          // They load the machine.
          fileParallelism: false,
          env: { TEST_PORT_RANGE: '1' },
          isolate: false,
          include: ['tests/faults/**/*.test.ts'],
          testTimeout: 1_200_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
