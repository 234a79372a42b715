// @ts-check
import process from 'node:process'
import { Primary } from './lib/cluster/primary.mjs'
import { settingsProblem, workerCount } from './lib/cluster/settings.mjs'
import { prepare } from './lib/prepare.mjs'

await prepare({ command: 'npm run start:cluster', problemOf: () => settingsProblem(process.env) })
new Primary(workerCount(process.env)).start()
