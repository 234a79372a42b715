import { clientFrameSchema, type ClientFrame, type ServerEvent } from '#shared/schemas/frames'
import type { WebSocketLike } from '~/client/environment'

/** A socket whose other end is the test. Frames that the client sends must be of the schema. */
export class FakeSocket implements WebSocketLike {
  readonly sent: ClientFrame[] = []
  /** The code the client closed with. */
  closedWith: number | null = null
  /** Whether the line is cut: nothing arrives any more. */
  cut = false
  onSent: (frame: ClientFrame) => void = () => {}

  private readonly onMessage: ((event: { data: unknown }) => void)[] = []
  private readonly onClose: ((event: { code: number }) => void)[] = []

  addEventListener(type: 'error', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  addEventListener(type: 'close', listener: (event: { readonly code: number }) => void): void
  addEventListener(type: string, listener: (event: { readonly data: unknown, readonly code: number }) => void): void {
    if (type === 'message') this.onMessage.push(({ data }) => listener({ data, code: 0 }))
    if (type === 'close') this.onClose.push(({ code }) => listener({ data: null, code }))
  }

  send(data: string): void {
    const frame = clientFrameSchema.parse(JSON.parse(data))
    this.sent.push(frame)
    if (!this.cut) this.onSent(frame)
  }

  close(code = 1005): void {
    if (code !== 1000 && (code < 3000 || code > 4999)) throw new Error(`A browser may not close with ${code}.`)
    this.closedWith ??= code
  }

  /** The server says something. */
  say(...events: (ServerEvent | Record<string, unknown>)[]): void {
    if (!this.cut) this.onMessage.forEach(listener => listener({ data: JSON.stringify(events) }))
  }

  sayRaw(data: unknown): void {
    this.onMessage.forEach(listener => listener({ data }))
  }

  /** The connection ends, as the client sees it. */
  end(code: number): void {
    this.cut = true
    this.onClose.forEach(listener => listener({ code }))
  }

  get live(): boolean {
    return this.closedWith === null && !this.cut
  }

  frames<Type extends ClientFrame['type']>(type: Type): Extract<ClientFrame, { type: Type }>[] {
    return this.sent.filter((frame): frame is Extract<ClientFrame, { type: Type }> => frame.type === type)
  }
}
