/** Chromium and Firefox name the script in the error, Vite names the style sheet. */
const FILE = /(?:https?:\/\/|\/)\S+\.(?:css|js)\b/

const GONE: readonly number[] = [404, 410]

/**
 * Asks the server whether it still has a part of the program that failed to load.
 * @param program requested if the error names no file, as in WebKit: a script that this page runs
 * @returns true if the server says that there is no such file; false if it has the file or does not answer
 */
export async function missingPart(error: unknown, program: string, fetcher: typeof fetch = fetch): Promise<boolean> {
  const named = error instanceof Error ? FILE.exec(error.message)?.[0] : undefined
  try {
    const { status } = await fetcher(new URL(named ?? program, program), { method: 'HEAD', cache: 'no-store' })
    return GONE.includes(status)
  }
  catch {
    return false
  }
}
