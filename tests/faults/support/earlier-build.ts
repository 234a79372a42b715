import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { execa, execaSync } from 'execa'
import { ROOT } from '../../../scripts/lib/paths.mjs'
import type { ChatClient, createChatClient } from '~/client/client'
import type { ChatClientOptions } from '~/client/options'
import type { RoomHandle } from '~/client/room-handle'

/** The app as it was at an earlier commit. */
export interface EarlierBuild {
  readonly commit: string
  /** The program of its server. */
  readonly entry: string
  /** Its client, which the page of then runs. */
  readonly createChatClient: typeof createChatClient
}

const FOLDER = join(ROOT, 'node_modules', '.cache', 'parley-builds')

const NO_HISTORY
  = 'This test builds an earlier commit, so it needs a clone with its history. In a shallow one: git fetch --unshallow'

function git(...args: string[]): string {
  const { failed, stdout, stderr } = execaSync('git', args, { cwd: ROOT, reject: false })
  if (failed) throw new Error(`${NO_HISTORY}\ngit ${args.join(' ')}: ${stderr}`)
  return stdout
}

/** The whole name of a commit. @throws Error with the remedy where the history is missing */
export function commitOf(name: string): string {
  return git('rev-parse', '--verify', `${name}^{commit}`)
}

/** The commit before the one that added this file. @throws Error with the remedy where the history is missing */
export function commitBefore(file: string): string {
  const added = git('log', '--diff-filter=A', '--format=%H', '--', file).split('\n').at(-1)
  if (!added) throw new Error(`${NO_HISTORY}\nNo commit is known that added ${file}.`)
  return git('rev-parse', '--verify', `${added}^`)
}

/** Runs a program to its end, beside what the test's process has to do. @throws Error with its output if it fails */
async function run(program: string, args: readonly string[], cwd: string, env = {}): Promise<void> {
  const { failed, all } = await execa(program, args, { cwd, env, all: true, reject: false, stdin: 'ignore' })
  if (failed) throw new Error(`${program} ${args.join(' ')} failed in ${cwd}:\n${all}`)
}

/** Whether a commit needs a package that the present one has not. */
function needsOwnPackages(folder: string): boolean {
  const named: Partial<Record<'dependencies' | 'devDependencies', Record<string, string>>>
    = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const names = Object.keys({ ...named.dependencies, ...named.devDependencies })
  return names.some(name => !existsSync(join(ROOT, 'node_modules', name)))
}

/**
 * Builds a commit beside the present sources, once. It takes about as long as any build. It has the packages of now,
 * or its own from npm where it needs others.
 */
export async function buildEarlier(commit: string): Promise<EarlierBuild> {
  const folder = join(FOLDER, commit)
  const entry = join(folder, '.output', 'server', 'index.mjs')
  if (!existsSync(folder)) {
    mkdirSync(dirname(folder), { recursive: true })
    git('worktree', 'prune')
    git('worktree', 'add', '--detach', folder, commit)
  }
  const modules = join(folder, 'node_modules')
  if (!existsSync(modules)) {
    const flags = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund']
    if (needsOwnPackages(folder)) await run('npm', flags, folder)
    else symlinkSync(join(ROOT, 'node_modules'), modules)
  }
  if (!existsSync(entry)) {
    await run(join(modules, '.bin', 'nuxi'), ['build'], folder, {
      NUXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production',
    })
  }
  return { commit, entry, createChatClient: await clientOf(folder) }
}

/** Where the client was in the course of time. */
const CLIENTS = [['client', 'client.ts'], ['composables', 'chat', 'client.ts']]

async function clientOf(folder: string): Promise<typeof createChatClient> {
  const outfile = join(folder, '.output', 'client.mjs')
  const client = CLIENTS.map(path => join(folder, ...path)).find(existsSync)
  if (!client) throw new Error(`No client is known in ${folder}.`)
  await build({
    entryPoints: [client],
    absWorkingDir: folder, alias: { '#shared': join(folder, 'shared') },
    bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'error', outfile,
  })
  const program: { createChatClient: (options: ChatClientOptions) => ChatClient | FlatClient } = await import(
    /* @vite-ignore */ pathToFileURL(outfile).href
  )
  return (options) => {
    const created = program.createChatClient(options)
    return isFlat(created) ? withRooms(created) : created
  }
}

type Call = (...values: readonly unknown[]) => unknown

/** A client from before room handles: each call for a room has its id first, and `room` gives its view. */
type FlatClient = Omit<ChatClient, 'room'> & Record<string, Call>

function isFlat(client: ChatClient | FlatClient): client is FlatClient {
  return 'send' in client
}

/** Gives it the room handles of now. */
function withRooms(client: FlatClient): ChatClient {
  const room = (id: string): RoomHandle => new Proxy(Object.create(null), {
    get: (_, name) => (...values: readonly unknown[]) => client[name === 'view' ? 'room' : String(name)]?.(id, ...values),
  })
  return { ...client, room }
}
