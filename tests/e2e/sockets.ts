import type { Page } from '@playwright/test'
import { clientFrameSchema, type ClientFrame } from '../../shared/schemas/frames'

/** The WebSockets a page opened, and the frames it sent through them. */
export interface SocketWatch {
  readonly opened: number
  readonly sent: readonly ClientFrame[]
}

/** Watches from now on, over reloads too. To be called before the page is opened. */
export function watchSockets(page: Page): SocketWatch {
  const sent: ClientFrame[] = []
  let opened = 0
  page.on('websocket', (socket) => {
    opened++
    socket.on('framesent', ({ payload }) => sent.push(clientFrameSchema.parse(JSON.parse(payload.toString()))))
  })
  return {
    sent,
    get opened() {
      return opened
    },
  }
}

/** The texts of all messages sent, in order: a text twice was sent twice. */
export function textsSent({ sent }: SocketWatch): string[] {
  return sent.flatMap(frame => frame.type === 'send' ? [frame.text] : [])
}
