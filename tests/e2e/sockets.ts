import type { Page } from '@playwright/test'
import { clientFrameSchema, type ClientFrame, type ServerEvent } from '../../shared/schemas/frames'

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

/**
 * Answers the frames of a page for which there is an answer here; all others go to the server. To be called before the
 * page is opened.
 */
export async function answerFrames(page: Page, answer: (frame: ClientFrame) => ServerEvent | null): Promise<void> {
  await page.routeWebSocket(/\/wb(\?|$)/, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((data) => {
      const event = answer(clientFrameSchema.parse(JSON.parse(data.toString())))
      if (event) socket.send(JSON.stringify([event]))
      else server.send(data)
    })
  })
}

/** The texts of all messages sent, in order: a text twice was sent twice. */
export function textsSent({ sent }: SocketWatch): string[] {
  return sent.flatMap(frame => frame.type === 'send' ? [frame.text] : [])
}
