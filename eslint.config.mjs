import withNuxt from './.nuxt/eslint.config.mjs'

export default withNuxt({
  rules: {
    '@typescript-eslint/no-explicit-any': 'error',
    'no-console': 'error',
    'vue/multi-word-component-names': 'off', // pages are named after their route
  },
}, {
  files: ['scripts/**', 'bench/**', 'playwright.config.ts'],
  rules: { 'no-console': 'off' },
})
