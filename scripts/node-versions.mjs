// @ts-check
import process from 'node:process'
import { ensureBuild } from './lib/build.mjs'
import { requireNode } from './lib/node-version.mjs'
import { checkNodeVersions } from './lib/node-versions.mjs'
import { forwardSignals } from './lib/run.mjs'

requireNode()
forwardSignals()
if (!await ensureBuild()) process.exit(1)
const { counts, output } = await checkNodeVersions()
console.log(output)
process.exitCode = counts.failed > 0 ? 1 : 0
