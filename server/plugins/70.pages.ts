import { errorAnswer } from '../app/http/error-answer'
import { pageRoom } from '../platform/http/page-path'

/** Where the request of a method other than those of a page should have gone. */
const ADVICE = 'A page is only read, with GET. A message is sent with POST /send/, a name with PUT /api/session.\n'

/**
 * Lets pages be read and nothing else. What no route takes ends in the renderer, whatever its method and path. So other methods are
 * answered 405, and paths without a page 404: rendering is the dearest answer there is.
 */
export default defineNitroPlugin((nitroApp) => {
  nitroApp.hooks.hook('render:before', (context) => {
    const { method, path, headers } = context.event
    if (!['GET', 'HEAD'].includes(method)) {
      context.response = {
        statusCode: 405,
        statusMessage: 'Method Not Allowed',
        headers: { 'allow': 'GET, HEAD', 'cache-control': 'no-store', 'content-type': 'text/plain; charset=utf-8' },
        body: ADVICE,
      }
      return
    }
    // `npm run dev` shows errors with a page of Nuxt's own.
    if (pageRoom(path) !== undefined || (import.meta.dev && path.startsWith('/__nuxt_error'))) return
    const answer = errorAnswer(404, path, headers)
    context.response = { statusCode: 404, statusMessage: 'Not Found', headers: { ...answer.headers }, body: answer.body }
  })
  // Nobody outside needs to know what renders the page.
  nitroApp.hooks.hook('render:response', (response) => {
    delete response.headers?.['x-powered-by']
  })
})
