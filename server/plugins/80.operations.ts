import { operationRoute, routerPath } from '../app/http/operation-route'
import { checked } from '../domain/operations/checked'
import { OPERATIONS } from '../domain/operations/table'

/** Makes a route of each operation of the domain. */
export default defineNitroPlugin(({ router }) => {
  for (const operation of OPERATIONS) {
    const run = import.meta.dev ? checked(operation) : operation
    router.use(routerPath(operation), operationRoute(run), toMethod(operation.method))
  }
})

function toMethod(method: typeof OPERATIONS[number]['method']) {
  return ({ GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' } as const)[method]
}
