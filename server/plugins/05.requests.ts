import type { H3Event } from 'h3'
import { routeHeadAsGet, setLengthOfHead } from '../platform/http/head'

/** A request that the server makes to itself. Nitro's own hook adds its context to the event. */
const isInternal = (event: H3Event) => '__unenv__' in event.node.req

/** Paths of Nuxt and its modules. */
const isNuxtPath = (event: H3Event) => event.path.startsWith('/_')

/**
 * Keeps work that only pages need away from all other requests. Modules hook into each request: nuxt-security draws a
 * nonce. With this plugin Nitro's `request` hooks run only before a page is rendered. A check that must see each
 * request belongs into `h3App.options.onRequest`, as here.
 *
 * All requests share one frozen configuration. Otherwise `useRuntimeConfig(event)` would clone it and look up an
 * environment variable per key: 0.85 ms of a core. The clone protects requests that change their configuration, and
 * none here does.
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
    if (isInternal(event) || isNuxtPath(event)) await preparePage(event)
  }
  h3App.options.onBeforeResponse = async (event, response) => {
    setLengthOfHead(event, response.body)
    await onBeforeResponse?.(event, response)
  }
  hooks.hook('render:before', ({ event }) => preparePage(event))
})
