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
    setupFiles: ['tests/nuxt/accessible.ts'],
    // What a component shows is looked at before a test takes it away.
    sequence: { hooks: 'list' },
    environmentOptions: { nuxt: { domEnvironment: 'happy-dom' } },
  },
})
