import vitest from '@vitest/eslint-plugin'
import withNuxt from './.nuxt/eslint.config.mjs'

/** The layers of the server, the lowest first: each may import itself and those below. */
const LAYERS = ['platform', 'core', 'access', 'domain', 'app']

const layerRules = LAYERS.map((layer, index) => ({
  files: [`server/${layer}/**`],
  rules: {
    'no-restricted-imports': ['error', {
      patterns: LAYERS.slice(index + 1).map(higher => ({
        group: [`**/${higher}/**`],
        message: `server/${layer} must not import server/${higher}: take what it needs as a dependency instead (docs/architecture.md, "Layers").`,
      })),
    }],
  },
}))

export default withNuxt({
  rules: {
    '@typescript-eslint/no-explicit-any': 'error',
    'no-console': 'error',
    'vue/multi-word-component-names': 'off', // pages are named after their route
  },
}, {
  files: ['app.vue', 'error.vue', 'pages/**/*.vue', 'components/**/*.vue'],
  ignores: ['components/ui/**'],
  rules: {
    'vue/no-restricted-html-elements': ['error', {
      element: 'button',
      message: 'Use UiButton, UiIconButton, or UiPress, which has no look of its own.',
    }],
  },
}, {
  files: ['scripts/**', 'bench/**', 'playwright.config.ts'],
  rules: { 'no-console': 'off' },
}, {
  rules: {
    '@stylistic/max-len': ['error', {
      code: 120,
      comments: 120,
      ignoreStrings: true,
      ignoreTemplateLiterals: true,
      ignoreRegExpLiterals: true,
      ignoreUrls: true,
      ignorePattern: ' d="M', // the path of a drawing
    }],
  },
}, {
  // A password check that is not awaited lets every visitor in. The rule needs types, so only where such checks are.
  files: ['server/**/*.ts'],
  languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  rules: { '@typescript-eslint/no-floating-promises': 'error', '@typescript-eslint/no-misused-promises': 'error' },
}, {
  // A test that expects nothing is green whatever happens.
  files: ['tests/**/*.{spec,test}.ts', 'tests/**/*{conformance,suite}.ts'],
  plugins: { vitest },
  rules: {
    'vitest/expect-expect': ['error', {
      assertFunctionNames: ['expect', 'expect*', 'fc.assert'],
      additionalTestBlockFunctions: ['test', 'readOnlyTest'],
    }],
  },
}, {
  // A title is read alone, in a report and in docs/guarantees.md. (`vitest/valid-title` 1.6 drops its options.)
  files: ['tests/**/*.test.ts', 'tests/**/*{conformance,suite}.ts'],
  rules: {
    'no-restricted-syntax': ['error', {
      selector: 'CallExpression'
        + ':matches([callee.name="it"], [callee.object.name="it"], [callee.callee.object.name="it"])'
        + ' > Literal.arguments[value=/^(?:whose|that|of|with|without|to|on|in|as|by|from|for|at|but|and|where) /]',
      message: 'Begin the title of a test with its subject: "a frame that is binary …", not "that is binary …".',
    }],
  },
}, ...layerRules, {
  files: ['client/**', 'shared/**'],
  rules: {
    'no-restricted-imports': ['error', {
      patterns: [
        {
          group: ['vue', 'vue-router', '#app', '#imports', 'nuxt/*', 'node:*'],
          message: 'This code runs in a page, in a worker and in Node alike: it knows neither Vue nor Node.',
        },
        {
          group: ['**/server/**', '**/components/**', '**/composables/**'],
          message: 'client/ and shared/ import nothing of the server or the page.',
        },
      ],
    }],
  },
})
