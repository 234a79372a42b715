import type { OutboxItem } from '~/client/outbox/queue'

/** An item that waits in `channel_1`. */
export function item(clientId: string, order: number, over: Partial<OutboxItem> = {}): OutboxItem {
  return { clientId, room: 'channel_1', text: `text ${clientId}`, at: order, order, state: 'queued', error: null, tries: 0, notBefore: 0, wired: false, ...over }
}
