import { readFileSync } from 'node:fs'
import type { Config } from '../config/schema'
import { logger } from '../logging/logger'

/** Files that are not clients' sockets: the log, Redis, PostgreSQL and what the runtime has open (about 60), and HTTP requests on their way. */
const OTHER_FILES = 500

/** How many files a process may open, of the text of `/proc/self/limits`; null when it does not say. Node raises the soft limit to the hard one itself. */
export function openFilesOf(limits: string): number | null {
  const [, soft] = /^Max open files\s+(\d+)\s/m.exec(limits) ?? []
  return soft === undefined ? null : Number(soft)
}

/** Connections a process takes: as many as wanted, if it may open that many files. At the limit itself nothing could be accepted, not even a question for its health. */
export function connectionsWithin(wanted: number, openFiles: number | null): number {
  return openFiles === null ? wanted : Math.max(1, Math.min(wanted, openFiles - OTHER_FILES))
}

/** `MAX_CONNECTIONS`, or what fits. Who comes then is told that the server is full, and tries again: behind a balancer, at another process. */
export function connectionsThatFit({ MAX_CONNECTIONS: wanted }: Pick<Config, 'MAX_CONNECTIONS'>): number {
  const openFiles = openFilesOf(limitsText())
  const connections = connectionsWithin(wanted, openFiles)
  if (connections < wanted) logger.info({ MAX_CONNECTIONS: wanted, openFiles, connections }, 'takes fewer connections than MAX_CONNECTIONS, because a process may open only so many files; raise LimitNOFILE or ulimit -n for more')
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
