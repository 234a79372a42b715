import { errorAnswer } from '../app/http/error-answer'
import { pageAt } from '../platform/http/page-path'

/** Advice for a request with a method that pages don't have. */
const ADVICE = 'Read pages with GET. Send messages with POST /send/, and a name with PUT /api/session.\n'

/**
 * Lets the renderer only answer GET and HEAD of pages: rendering is the most expensive answer. Every request that no
 * route takes reaches the renderer, whatever its method and path. Here other methods get 405, and unknown paths 404.
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
    // `npm run dev` shows errors with Nuxt's own page.
    if (pageAt(path) !== undefined || (import.meta.dev && path.startsWith('/__nuxt_error'))) return
    const answer = errorAnswer(404, path, headers)
    const { headers: answerHeaders, body } = answer
    context.response = { statusCode: 404, statusMessage: 'Not Found', headers: { ...answerHeaders }, body }
  })
  // Hides which software renders the page.
  nitroApp.hooks.hook('render:response', (response) => {
    delete response.headers?.['x-powered-by']
  })
})
