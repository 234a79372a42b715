import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import threadPlugin from './tests/support/vitest-thread'

const root = fileURLToPath(new URL('.', import.meta.url))

const alias = { '#shared': `${root}shared`, '~': root, '~~': root }

/** Unit tests need nothing; integration and fault tests start real servers, one file at a time so that they don't disturb each other. */
export default defineConfig({
  resolve: { alias },
  plugins: [threadPlugin()],
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: ['tests/unit/**/*.test.ts'] } },
      { extends: true, test: { name: 'integration', include: ['tests/integration/**/*.test.ts'], fileParallelism: false, testTimeout: 30_000, hookTimeout: 60_000 } },
      { extends: true, test: { name: 'faults', include: ['tests/faults/**/*.test.ts'], fileParallelism: false, testTimeout: 1_200_000, hookTimeout: 60_000 } },
    ],
  },
})
