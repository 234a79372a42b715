import { setResponseHeader } from 'h3'
import { defineRoute } from '../app/http/define-route'
import { checkScraper, scraperOf } from '../app/metrics/access'
import { exposition } from '../app/metrics/exposition'

/** Metrics of this process, or of all workers of its cluster, for Prometheus. */
export default defineRoute(async (event, parley) => {
  if (parley.config.METRICS_TOKEN !== undefined) setResponseHeader(event, 'WWW-Authenticate', 'Bearer')
  checkScraper(scraperOf(event.node.req), parley.config)
  const text = await exposition(parley)
  setResponseHeader(event, 'Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  return text
})
