import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineVitestProject } from '@nuxt/test-utils/config'
import { defineConfig } from 'vitest/config'
import { WORKERS_MAX } from './tests/support/free-port'
import threadPlugin from './tests/support/vitest-thread'

const root = fileURLToPath(new URL('.', import.meta.url))

const alias = { '#shared': `${root}shared`, '~': root, '~~': root }

/** One for each core, as far as there are ports. Vitest leaves one core to the terminal by itself, which is half of a machine of two. */
const maxWorkers = Math.min(WORKERS_MAX, Math.max(2, availableParallelism()))

/**
 * Unit tests need nothing, those of `nuxt` a Nuxt app around them; integration and fault tests start real servers. Those of integration mostly wait
 * for them, so their files run side by side, each with servers, folders and ports of its own; faults load the machine, one file at a time.
 */
export default defineConfig({
  resolve: { alias },
  plugins: [threadPlugin()],
  test: {
    maxWorkers,
    projects: [
      // Modules are loaded once for all files: loading them anew for each took twice as long as the tests themselves.
      { extends: true, test: { name: 'unit', isolate: false, include: ['tests/unit/**/*.test.ts'] } },
      await defineVitestProject({ test: { name: 'nuxt', hookTimeout: 60_000, include: ['tests/nuxt/**/*.test.ts'], environment: 'nuxt', environmentOptions: { nuxt: { domEnvironment: 'happy-dom' } } } }),
      { extends: true, test: { name: 'integration', include: ['tests/integration/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 60_000 } },
      { extends: true, test: { name: 'engines', include: ['tests/engines/**/*.test.ts'], testTimeout: 300_000, hookTimeout: 60_000 } },
      { extends: true, test: { name: 'faults', include: ['tests/faults/**/*.test.ts'], fileParallelism: false, testTimeout: 1_200_000, hookTimeout: 60_000 } },
    ],
  },
})
