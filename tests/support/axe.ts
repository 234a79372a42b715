import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, type Page } from '@playwright/test'
import * as z from 'zod'

const require = createRequire(import.meta.url)

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

const resultsSchema = z.object({
  violations: z.array(z.object({
    id: z.string(),
    impact: z.string().nullish(),
    help: z.string(),
    helpUrl: z.string(),
    nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().optional() })),
  })),
})
type Violation = z.infer<typeof resultsSchema>['violations'][number]

function inWords({ id, impact, help, helpUrl, nodes }: Violation): string {
  const places = nodes.map(({ html, failureSummary = '' }) => `  ${html}\n    ${failureSummary.replaceAll('\n', '\n    ')}`)
  return [`${id} (${impact ?? 'unrated'}): ${help}. ${helpUrl}`, ...places].join('\n')
}

/** Text that is just fading in has too little contrast: what counts is the page at rest. Endless animations are left alone. */
function atRest(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const ending = () => document.getAnimations().filter(({ effect, playState }) => playState === 'running' && effect?.getComputedTiming().endTime !== Infinity)
    for (let running = ending(); running.length > 0; running = ending()) await Promise.allSettled(running.map(({ finished }) => finished))
  })
}

/**
 * Fails with a readable list when axe finds anything wrong with the page as it is now.
 * The script comes in through the browser's debugger, which the page's content security policy doesn't apply to.
 */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(AXE)
  await atRest(page)
  const { violations } = resultsSchema.parse(await page.evaluate('axe.run(document, { resultTypes: ["violations"] })'))
  expect(violations.map(inWords).join('\n\n'), 'what axe finds on the page').toBe('')
}
