/** Where the request of a method other than those of a page should have gone. */
const ADVICE = 'A page is only read, with GET. A message is sent with POST /send/, a name with PUT /api/session.\n'

/**
 * Lets a page be read and nothing else. What no route takes ends in the renderer, whatever its method, and the renderer makes a guest of who has no
 * session: a form that a foreign page sends to `/` comes without the cookie, which is SameSite=Lax, and the new guest's would take its place for
 * good. 405 and not a redirect, since nothing here has a use for such a form and its sender should know. It is no error that is thrown: its page would be
 * rendered by a GET of Nuxt's own, which makes a guest.
 */
export default defineNitroPlugin((nitroApp) => {
  nitroApp.hooks.hook('render:before', (context) => {
    if (['GET', 'HEAD'].includes(context.event.method)) return
    context.response = {
      statusCode: 405,
      statusMessage: 'Method Not Allowed',
      headers: { 'allow': 'GET, HEAD', 'cache-control': 'no-store', 'content-type': 'text/plain; charset=utf-8' },
      body: ADVICE,
    }
  })
  // Nobody outside needs to know what renders the page.
  nitroApp.hooks.hook('render:response', (response) => {
    delete response.headers?.['x-powered-by']
  })
})
