import { readFileSync } from 'node:fs'
import { MAX_CONNECTIONS_DEFAULT, type Config } from '../config/schema'
import { logger } from '../logging/logger'

/** Open files other than WebSockets: the log, Redis, PostgreSQL, the runtime's own (about 60), and HTTP requests. */
const OTHER_FILES = 500

/** Room for fewer connections is reported to an operator who has set no number, too. */
const FEW_CONNECTIONS = 5_000

/**
 * The open-file limit in the text of `/proc/self/limits`; null if it is not there. Node raises the soft limit to the
 * hard one by itself.
 */
export function openFilesOf(limits: string): number | null {
  const [, soft] = /^Max open files\s+(\d+)\s/m.exec(limits) ?? []
  return soft === undefined ? null : Number(soft)
}

/**
 * Connections that a process takes: as many as wanted, if its open-file limit allows. At the limit itself it could
 * accept nothing, not even a health check.
 */
export function connectionsWithin(wanted: number, openFiles: number | null): number {
  return openFiles === null ? wanted : Math.max(1, Math.min(wanted, openFiles - OTHER_FILES))
}

/**
 * `MAX_CONNECTIONS`, or what the open-file limit allows. Later clients get 503 and try again; behind a balancer they
 * reach another process.
 */
export function connectionsThatFit({ MAX_CONNECTIONS: wanted }: Pick<Config, 'MAX_CONNECTIONS'>): number {
  const openFiles = openFilesOf(limitsText())
  const connections = connectionsWithin(wanted, openFiles)
  if (connections < wanted) {
    const lowered = `The connection limit is ${connections}, because of the limit of ${openFiles} open files.`
    const fields = { MAX_CONNECTIONS: wanted, openFiles, connections }
    const isExpected = wanted === MAX_CONNECTIONS_DEFAULT && connections >= FEW_CONNECTIONS
    logger[isExpected ? 'debug' : 'info'](fields, `${lowered} Raise LimitNOFILE or ulimit -n for more.`)
  }
  return connections
}

function limitsText(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8')
  }
  catch {
    return '' // Only Linux has it.
  }
}
