import { getQuery, getRouterParams, type EventHandler } from 'h3'
import type { Operation } from '../../domain/operations/define'
import { limitedAddress } from '../../platform/http/address'
import { checkOrigin } from '../../platform/http/cross-origin'
import { readJson } from '../../platform/http/read-body'
import { ParleyError } from '../../platform/errors/parley-error'
import { requestHeader } from '../../platform/http/request-header'
import { compressed } from './compressed'
import { defineRoute } from './define-route'

const READS = 'GET'

const IN_BODY = 'This takes its fields in the body, as JSON. Send none in the address.'

/**
 * The route of an operation. Its input is the parameters of the path, and the query of a read or the body of a write.
 * A write with a query is refused: addresses end up in logs, and a password must not.
 */
export function operationRoute(operation: Operation): EventHandler {
  return defineRoute(async (event, { place, config }) => {
    const isRead = operation.method === READS
    if (!isRead) checkOrigin(event, config)
    const length = requestHeader(event, 'content-length')
    const hasBody
      = !isRead && (requestHeader(event, 'transfer-encoding') !== null || (length !== null && length !== '0'))
    const body: unknown = hasBody ? await readJson(event) : {}
    const fields = typeof body === 'object' && body !== null && !Array.isArray(body) ? body : { body }
    const query = getQuery(event)
    if (!isRead && Object.keys(query).length > 0) throw new ParleyError('invalid', IN_BODY)
    const given = { ...query, ...fields, ...getRouterParams(event) }
    const visit = await place.sessions.renew(event)
    const address = limitedAddress(event.node.req, config.TRUST_PROXY)
    const answer = await operation.handle({ ...place, visit, address, event }, given)
    return isRead ? compressed(event, answer) : answer
  })
}

/** The path in the syntax of Nitro's router: `/api/rooms/:room`. */
export function routerPath({ path }: Pick<Operation, 'path'>): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}
