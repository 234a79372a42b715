import type { EnginePage } from './engine'

/** What can be handed to a function that runs in the page. */
export type Argument = string | number | boolean | null

/**
 * Runs a function in the page and gives what it gives or resolves to.
 * The function sees its arguments and the page only, and what it gives must survive JSON.
 */
export async function evaluate<const Args extends readonly Argument[], Result>(
  page: EnginePage,
  run: (...args: Args) => Result | Promise<Result>,
  ...args: Args
): Promise<Result> {
  return JSON.parse(await page.evaluateJson(`(${run.toString()})(...${JSON.stringify(args)})`))
}
