import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { bin, ROOT } from '../../../scripts/lib/paths.mjs'
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
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${NO_HISTORY}\ngit ${args.join(' ')}: ${stderr}`)
  return stdout.trim()
}

/** The commit before the one that added this file. @throws Error with the remedy where the history is missing */
export function commitBefore(file: string): string {
  const added = git('log', '--diff-filter=A', '--format=%H', '--', file).split('\n').at(-1)
  if (!added) throw new Error(`${NO_HISTORY}\nNo commit is known that added ${file}.`)
  return git('rev-parse', '--verify', `${added}^`)
}

/** Builds a commit beside the present sources, with the packages of now, once. It takes about as long as any build. */
export async function buildEarlier(commit: string): Promise<EarlierBuild> {
  const folder = join(FOLDER, commit)
  const entry = join(folder, '.output', 'server', 'index.mjs')
  if (!existsSync(folder)) {
    mkdirSync(dirname(folder), { recursive: true })
    git('worktree', 'prune')
    git('worktree', 'add', '--detach', folder, commit)
  }
  const modules = join(folder, 'node_modules')
  if (!existsSync(modules)) symlinkSync(join(ROOT, 'node_modules'), modules)
  if (!existsSync(entry)) {
    const env = { ...process.env, NUXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' }
    const { status, stdout, stderr } = spawnSync(bin('nuxi'), ['build'], { cwd: folder, env, encoding: 'utf8' })
    if (status !== 0) throw new Error(`Commit ${commit} can't be built with the packages of now:\n${stdout}\n${stderr}`)
  }
  return { commit, entry, createChatClient: await clientOf(folder) }
}

async function clientOf(folder: string): Promise<typeof createChatClient> {
  const outfile = join(folder, '.output', 'client.mjs')
  await build({
    entryPoints: [join(folder, 'client', 'client.ts')],
    absWorkingDir: folder, alias: { '#shared': join(folder, 'shared') },
    bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'error', outfile,
  })
  const program: { createChatClient: (options: ChatClientOptions) => FlatClient } = await import(
    /* @vite-ignore */ pathToFileURL(outfile).href
  )
  return options => withRooms(program.createChatClient(options))
}

type Call = (...values: readonly unknown[]) => unknown

/** The client of then: each call for a room has its id as the first argument, and `room` gives its view. */
type FlatClient = Omit<ChatClient, 'room'> & Record<string, Call>

/** Gives the client of then the room handles of now. */
function withRooms(client: FlatClient): ChatClient {
  const room = (id: string): RoomHandle => new Proxy(Object.create(null), {
    get: (_, name) => (...values: readonly unknown[]) => client[name === 'view' ? 'room' : String(name)]?.(id, ...values),
  })
  return { ...client, room }
}
