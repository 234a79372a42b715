import { startChild } from '../../support/children'
import { waitFor } from '../../support/wait-for'

/** A virtual screen. */
export interface Display {
  /** For the environment variable DISPLAY. */
  readonly name: string
  close(): Promise<void>
}

/** Starts an X server without a screen on a number that is free. */
export async function startDisplay(): Promise<Display> {
  const server = startChild('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'])
  const numberSaid = () => server.lines().find(line => /^\d+$/.test(line)) ?? false
  const number = await waitFor(numberSaid, { timeoutMs: 30_000, what: 'Xvfb to name its display' })
  return {
    name: `:${number}`,
    close: async () => void await server.stop(),
  }
}
