import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { BROWSERS_MIN } from '~/components/ui/browsers'

it('README.md names the browsers that the page names', () => {
  const readme = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8')
  const { chrome, firefox, safari } = BROWSERS_MIN
  expect(readme).toContain(`Chrome and Edge ${chrome}, Firefox ${firefox} and Safari ${safari}`)
})
