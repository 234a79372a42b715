/** Chromium and Firefox name the script in the error, Vite names the style sheet. */
const FILE = /(?:https?:\/\/|\/)\S+\.(?:css|js)\b/

const GONE: readonly number[] = [404, 410]

/** What the server says of a file: null where it does not answer, or can't now. */
export type PartState = 'there' | 'gone' | null

/**
 * The address of the part of the program that failed to load.
 * @param program the script that this page runs: relative addresses are relative to it
 * @returns null where the error names no file, as in WebKit
 */
export function partOf(error: unknown, program: string): URL | null {
  const named = error instanceof Error ? FILE.exec(error.message)?.[0] : undefined
  return named === undefined ? null : new URL(named, program)
}

/** Asks the server whether it has this file. */
export async function stateOf(part: URL, fetcher: typeof fetch = fetch): Promise<PartState> {
  try {
    const { ok, status } = await fetcher(part, { method: 'HEAD', cache: 'no-store' })
    return ok ? 'there' : GONE.includes(status) ? 'gone' : null
  }
  catch {
    return null
  }
}
