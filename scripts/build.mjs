// @ts-check
import process from 'node:process'
import { ensureBuild } from './lib/build.mjs'
import { requireNode } from './lib/node-version.mjs'
import { forwardSignals } from './lib/run.mjs'

requireNode()
forwardSignals()
process.exitCode = await ensureBuild() ? 0 : 1
