import { HISTORY_PAGE_MAX } from '#shared/limits'
import type { Message } from '#shared/events/message'
import { historyPageSchema } from '#shared/schemas/http'

/**
 * What the log of a room holds above `after`, read as any client would: page by page over HTTP, the newest first.
 * @param url the app, such as `http://127.0.0.1:3000`
 */
export async function readLog(url: string, room: string, after = 0): Promise<Message[]> {
  const messages: Message[] = []
  for (let before: number | null = null; ;) {
    const response: Response = await fetch(`${url}/api/rooms/${room}/messages?limit=${HISTORY_PAGE_MAX}${before === null ? '' : `&before=${before}`}`)
    if (!response.ok) throw new Error(`The history answered ${response.status}: ${await response.text()}`)
    const page = historyPageSchema.parse(await response.json())
    messages.unshift(...page.messages)
    before = page.messages[0]?.seq ?? 0
    if (!page.older || before <= after + 1) return messages.filter(message => message.seq > after)
  }
}

/** `seq` of the last message in the log of a room; 0 when there is none. */
export async function headOf(url: string, room: string): Promise<number> {
  const response = await fetch(`${url}/api/rooms/${room}/messages?limit=1`)
  return historyPageSchema.parse(await response.json()).messages[0]?.seq ?? 0
}
