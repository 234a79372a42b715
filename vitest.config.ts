import { fileURLToPath } from 'node:url'
import { defineVitestProject } from '@nuxt/test-utils/config'
import { defineConfig } from 'vitest/config'
import threadPlugin from './tests/support/vitest-thread'

const root = fileURLToPath(new URL('.', import.meta.url))

const alias = { '#shared': `${root}shared`, '~': root, '~~': root }

/**
 * Unit tests need nothing, those of `nuxt` a Nuxt app around them; integration and fault tests start real servers, one file at a time so
 * that they don't disturb each other.
 */
export default defineConfig({
  resolve: { alias },
  plugins: [threadPlugin()],
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: ['tests/unit/**/*.test.ts'] } },
      await defineVitestProject({ test: { name: 'nuxt', include: ['tests/nuxt/**/*.test.ts'], environment: 'nuxt', environmentOptions: { nuxt: { domEnvironment: 'happy-dom' } } } }),
      { extends: true, test: { name: 'integration', include: ['tests/integration/**/*.test.ts'], fileParallelism: false, testTimeout: 30_000, hookTimeout: 60_000 } },
      { extends: true, test: { name: 'faults', include: ['tests/faults/**/*.test.ts'], fileParallelism: false, testTimeout: 1_200_000, hookTimeout: 60_000 } },
    ],
  },
})
