import { getQuery, getRouterParams, type EventHandler } from 'h3'
import type { Operation } from '../../domain/operations/define'
import { limitedAddress } from '../../platform/http/address'
import { checkOrigin } from '../../platform/http/cross-origin'
import { readJson } from '../../platform/http/read-body'
import { requestHeader } from '../../platform/http/request-header'
import { defineRoute } from './define-route'

const READS = 'GET'

/** The route of an operation: its input is the parameters of the path, over the body, over the query. */
export function operationRoute(operation: Operation): EventHandler {
  return defineRoute(async (event, { place, config }) => {
    const isRead = operation.method === READS
    if (!isRead) checkOrigin(event, config)
    const length = requestHeader(event, 'content-length')
    const hasBody = !isRead && (requestHeader(event, 'transfer-encoding') !== null || (length !== null && length !== '0'))
    const body: unknown = hasBody ? await readJson(event) : {}
    const fields = typeof body === 'object' && body !== null && !Array.isArray(body) ? body : { body }
    const given = { ...getQuery(event), ...fields, ...getRouterParams(event) }
    const visit = await place.sessions.renew(event)
    const address = limitedAddress(event.node.req, config.TRUST_PROXY)
    return operation.handle({ ...place, visit, address, event }, given)
  })
}

/** The path as the router of Nitro writes it: `/api/rooms/:room`. */
export function routerPath({ path }: Pick<Operation, 'path'>): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}
