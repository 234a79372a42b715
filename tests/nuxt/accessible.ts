import { config, type VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import { afterEach, expect } from 'vitest'

/**
 * Rules about what a component alone can't have: the page around it, the list that its row stands in, and colours and
 * sizes, which only a browser has. Components of earlier tests may stand beside it, so landmarks need not be unique. In
 * a browser each screen is looked at with all rules (`tests/e2e/screens.spec.ts`).
 */
const OF_PAGES = [
  'region', 'landmark-unique', 'page-has-heading-one', 'aria-required-parent', 'listitem', 'color-contrast',
  'target-size',
]
const rules = Object.fromEntries(OF_PAGES.map(rule => [rule, { enabled: false }]))

const mounted = new Set<VueWrapper>()

config.plugins.VueWrapper.install((wrapper: VueWrapper) => {
  mounted.add(wrapper)
  return {}
})

/** What axe finds on the components that are mounted now, in words. */
export async function violations(): Promise<string[]> {
  const detached = [...mounted].flatMap((wrapper) => {
    const element: unknown = wrapper.exists() ? wrapper.element : null
    return element instanceof HTMLElement && !element.isConnected ? [element.parentElement ?? element] : []
  })
  document.body.append(...detached)
  const { violations: found } = await axe.run(document.body, { resultTypes: ['violations'], rules })
  for (const element of detached) element.remove()
  return found.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html }) => html).join('\n')}`)
}

/** Each component that a test inside Nuxt mounts is accessible as the test leaves it. */
afterEach(async () => {
  const found = await violations()
  mounted.clear()
  expect(found, 'what axe finds on the mounted components').toEqual([])
})
