// @ts-check
import cluster from 'node:cluster'
import { join } from 'node:path'
import process from 'node:process'
import { SERVER_ENTRY } from '../../scripts/lib/paths.mjs'

/** A process manager that knows nothing of Parley. Runs two processes of the app on one port, each with its own log. */
cluster.setupPrimary({ exec: SERVER_ENTRY })
for (const worker of ['one', 'two']) cluster.fork({ DATA_DIR: join(process.env.DATA_DIR ?? '', worker) })
