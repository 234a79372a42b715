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
  const places = nodes.map(
    ({ html, failureSummary = '' }) => `  ${html}\n    ${failureSummary.replaceAll('\n', '\n    ')}`,
  )
  return [`${id} (${impact ?? 'unrated'}): ${help}. ${helpUrl}`, ...places].join('\n')
}

/** Ends animations, since text that is fading in has too little contrast. Endless animations stay. */
function atRest(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const ending = () =>
      document
        .getAnimations()
        .filter(({ effect, playState }) => playState === 'running' && effect?.getComputedTiming().endTime !== Infinity)
    for (let running = ending(); running.length > 0; running = ending()) {
      await Promise.allSettled(running.map(({ finished }) => finished))
    }
  })
}

/**
 * Fails with a readable list if axe finds violations in the present page.
 * The debugger injects the script, since the page's content security policy does not apply to it.
 * @param rules those of axe that are looked for; all of them, if none are named
 */
export async function expectAccessible(page: Page, rules?: readonly string[]): Promise<void> {
  // Half a megabyte: once per page, also where it is looked at several times.
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(AXE)
  await atRest(page)
  const options = JSON.stringify({ resultTypes: ['violations'], ...(rules ? { runOnly: rules } : {}) })
  const { violations } = resultsSchema.parse(await page.evaluate(`axe.run(document, ${options})`))
  expect(violations.map(inWords).join('\n\n'), 'what axe finds on the page').toBe('')
}
