// @ts-check
import process from 'node:process'
import { ATTACKS } from './attacks.mjs'
import { done, hangUp } from './connection.mjs'

/** A separate process: runs one attack until its parent sends `stop`, then reports its counts. */
const [name = '', port = '', asset = '', ...cookies] = process.argv.slice(2)
const attack = ATTACKS[name]
if (!attack) throw new Error(`There is no attack ${name}. bench/flood/attacks.mjs lists them.`)
for (let i = 0; i < attack.connections; i++)
  attack.start({ port: Number(port), cookie: cookies[0] ?? '', guest: cookies[i % cookies.length] ?? '', asset })
process.on('message', () => {
  process.send?.(done, undefined, undefined, () => process.exit(0))
  hangUp()
})
