import type { H3Event } from 'h3'
import { routeHeadAsGet, setLengthOfHead } from '../platform/http/head'

/** A request that the server makes to itself. It carries more context, which Nitro's own hook puts into the event. */
const isInternal = (event: H3Event) => '__unenv__' in event.node.req

/** Addresses of Nuxt and its modules, such as the texts of a language. */
const isOfNuxt = (event: H3Event) => event.path.startsWith('/_')

/**
 * Keeps what only pages need away from all other requests. Modules hook into each request, whatever its route: nuxt-security draws a
 * nonce. Here Nitro's `request` hooks run before a page is rendered, not before a message is stored.
 * So a check that must see each request does not belong into a `request` hook, but into `h3App.options.onRequest`, as here.
 *
 * Each request gets the configuration that all requests share. Otherwise `useRuntimeConfig(event)` clones the configuration and looks
 * up an environment variable per key: 0.85 ms of a core. The clone protects requests that change their configuration. None here does, and
 * the shared one is frozen.
 */
export default defineNitroPlugin(({ h3App, hooks }) => {
  const runtimeConfig = useRuntimeConfig()
  const { onRequest, onBeforeResponse } = h3App.options
  const prepared = new WeakSet<H3Event>()

  const preparePage = async (event: H3Event) => {
    if (prepared.has(event)) return
    prepared.add(event)
    await onRequest?.(event)
  }

  h3App.options.onRequest = async (event) => {
    event.context.nitro = { errors: [], runtimeConfig }
    routeHeadAsGet(event)
    if (isInternal(event) || isOfNuxt(event)) await preparePage(event)
  }
  h3App.options.onBeforeResponse = async (event, response) => {
    setLengthOfHead(event, response.body)
    await onBeforeResponse?.(event, response)
  }
  hooks.hook('render:before', ({ event }) => preparePage(event))
})
