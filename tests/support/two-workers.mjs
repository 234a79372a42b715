// @ts-check
import cluster from 'node:cluster'
import { join } from 'node:path'
import process from 'node:process'
import { relayMetrics } from '../../scripts/lib/metrics-relay.mjs'
import { SERVER_ENTRY } from '../../scripts/lib/paths.mjs'

/**
 * A primary process with two workers of the app on one port, each with a log of its own in DATA_DIR: enough to see what one scrape shows. RELAY=off leaves out
 * what passes questions on, as another process manager would.
 */
if (process.env.RELAY !== 'off') relayMetrics(cluster)
cluster.setupPrimary({ exec: SERVER_ENTRY })
for (const worker of ['one', 'two']) cluster.fork({ DATA_DIR: join(process.env.DATA_DIR ?? '', worker) })
