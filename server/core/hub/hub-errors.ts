import { logger } from '../../platform/logging/logger'

/**
 * What failed in the hub. `recover`: a gap could not be read from the log. `heads`: the heads of the open rooms could
 * not be read. `rollback`: the log ends before events that were delivered. `fan-out`: a batch could not be written.
 */
export type HubErrorStage = 'recover' | 'heads' | 'rollback' | 'fan-out'

/** The operator's log line and its level. */
export const HUB_ERRORS: Record<HubErrorStage, { readonly level: 'warn' | 'error', readonly message: string }> = {
  'recover': { level: 'warn', message: 'The log could not be read to fill a gap. The next try is within 2 s.' },
  'heads': {
    level: 'warn',
    message: 'The log could not be read to compare the heads of rooms. The next try is in 2 s.',
  },
  'rollback': {
    level: 'error',
    message: 'The database was rolled back (a stale standby?). All clients of the room were disconnected. '
      + 'The error below has the statement that assigns new epochs.',
  },
  'fan-out': {
    level: 'error',
    message: 'A batch could not be written. All clients of the room were disconnected and resume.',
  },
}

export function logHubError(stage: HubErrorStage, err: unknown): void {
  const { level, message } = HUB_ERRORS[stage]
  logger[level]({ stage, err }, message)
}
