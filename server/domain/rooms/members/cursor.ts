import * as z from 'zod/mini'
import { ParleyError } from '../../../platform/errors/parley-error'

const cursorSchema = z.object({ rank: z.int(), name: z.string(), id: z.string() })

/** Where a page of members ended. */
export type MembersCursor = z.infer<typeof cursorSchema>

export function cursorOf(cursor: MembersCursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url')
}

/** @throws ParleyError for what `cursorOf` never gave */
export function readCursor(text: string | undefined): MembersCursor | null {
  if (text === undefined) return null
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
  }
  catch {
    throw new ParleyError('invalid', 'after must be next of the page before.')
  }
}
