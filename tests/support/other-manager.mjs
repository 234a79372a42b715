// @ts-check
import cluster from 'node:cluster'
import { join } from 'node:path'
import process from 'node:process'
import { SERVER_ENTRY } from '../../scripts/lib/paths.mjs'

/** A process manager that knows nothing of Parley and runs two processes of the app on one port, each with a log of its own in DATA_DIR. */
cluster.setupPrimary({ exec: SERVER_ENTRY })
for (const worker of ['one', 'two']) cluster.fork({ DATA_DIR: join(process.env.DATA_DIR ?? '', worker) })
