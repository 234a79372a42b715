/**
 * The address to which a provider sends the browser back. It must be the one that the provider knows, so it comes from
 * `PUBLIC_ORIGIN` where that is set: behind a proxy a request does not show how people reach the app.
 * @param origins `PUBLIC_ORIGIN`: the app's own origins, or those of other sites; the first is the app's own
 * @param requested origin of the request, as far as the server sees it
 * @param path of the route that takes the answer
 */
export function redirectUri(origins: readonly string[], requested: string, path: string): string {
  const { host } = new URL(requested)
  // By host: a proxy takes https and passes http on.
  const origin = origins.find(listed => new URL(listed).host === host) ?? origins[0] ?? requested
  return new URL(path, origin).href
}
