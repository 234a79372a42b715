import { createHash } from 'node:crypto'

/** The id of the direct room of two users. It is the same for both, so that two who open it at once get one room. */
export function directId(one: string, other: string): string {
  const pair = JSON.stringify([one, other].sort())
  return `d_${createHash('sha256').update(pair).digest('base64url').slice(0, 22)}`
}
