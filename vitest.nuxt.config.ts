import { defineVitestProject } from '@nuxt/test-utils/config'

/**
 * Tests inside a Nuxt app. Apart from the others, because Nuxt takes five seconds of a core to read its configuration.
 */
export default await defineVitestProject({
  test: {
    name: 'nuxt',
    // As long as two of the waits in tests/nuxt/components/stub-server.ts.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    include: ['tests/nuxt/**/*.test.ts'],
    environment: 'nuxt',
    environmentOptions: { nuxt: { domEnvironment: 'happy-dom' } },
  },
})
