import { Readable } from 'node:stream'
import { sendStream, setResponseHeaders } from 'h3'
import * as z from 'zod/mini'
import { rateLimited } from '../../../platform/limits/consume'
import { defineOperation, type KnownContext } from '../../operations/define'
import { ownMessages } from './own-messages'
import { ownRows } from './own-rows'
import { scanKey } from './scan-key'

/** Everything that is stored of the caller, as JSON that is written while it is read: it may be large. */
export const exportAccount = defineOperation({
  id: 'exportAccount',
  method: 'GET',
  path: '/api/account/export',
  summary: 'Exports what is stored of the caller, guests too: profile, rooms, sign-ins, messages and more, as JSON.',
  who: 'session',
  input: z.strictObject({}),
  output: z.object({}),
  async run(context) {
    const waitMs = await context.exports.consume(scanKey(context))
    if (waitMs > 0) throw rateLimited('Too many exports.', 'try again', waitMs)
    // Before the first byte: what is refused is still answered with a status.
    const head = await ownRows(context)
    setResponseHeaders(context.event, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': 'attachment; filename="parley-export.json"',
    })
    await sendStream(context.event, Readable.from(documentOf(context, head)))
    return {}
  },
})

async function* documentOf({ db, principal: { id } }: KnownContext, head: object): AsyncGenerator<string> {
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "messages": [`
  let separator = '\n'
  for await (const messages of ownMessages(db, id)) {
    yield separator + messages.map(message => `    ${JSON.stringify(message)}`).join(',\n')
    separator = ',\n'
  }
  yield '\n  ]\n}\n'
}
