import { defineEventHandler, setResponseHeader, setResponseStatus, type EventHandlerRequest, type H3Event } from 'h3'
import { STATUS } from '../../platform/errors/parley-error'
import { toParleyError } from '../../core/errors/to-parley-error'
import { useParley, type Parley } from '../parley'

/**
 * A JSON route: runs the handler with the running services. An error becomes the one form of error (`errorBodySchema`)
 * with its status and, where waiting helps, `Retry-After` in seconds.
 */
export function defineRoute<T>(handler: (event: H3Event<EventHandlerRequest>, parley: Parley) => Promise<T>) {
  return defineEventHandler(async (event) => {
    setResponseHeader(event, 'Cache-Control', 'no-store')
    try {
      return await handler(event, await useParley())
    }
    catch (thrown) {
      const { code: thrownCode, message, retryAfterMs } = toParleyError(thrown)
      // A text that no log can store has the same error on both ways in, but HTTP has no frames.
      const code = thrownCode === 'bad_frame' ? 'invalid' : thrownCode
      setResponseStatus(event, STATUS[code])
      if (retryAfterMs !== undefined)
        setResponseHeader(event, 'Retry-After', Math.max(1, Math.ceil(retryAfterMs / 1000)))
      return { error: { code, message, retryAfterMs } }
    }
  })
}
