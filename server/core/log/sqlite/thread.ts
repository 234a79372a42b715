import { Worker } from 'node:worker_threads'
import { LogUnavailableError } from '../log'
import { fromThread } from './errors'
import {
  NOTICED, OPENED, type CallName, type CallResults, type CallValues, type ThreadAnswer, type ThreadData,
} from './protocol'

/** A worker thread that answers calls. After an unexpected end, the next call starts it again. */
export interface Thread {
  /** Rejects with `LogUnavailableError` if the store can't be used or the thread ended before it answered. */
  call<Name extends CallName>(name: Name, ...values: CallValues[Name]): Promise<CallResults[Name]>
  /** Closes the database, then ends the thread. */
  close(): Promise<void>
}

interface Running {
  readonly worker: Worker
  readonly pending: Map<number, Pending>
}

interface Pending {
  readonly resolve: (value: never) => void
  readonly reject: (error: Error) => void
}

/**
 * @param url of the program, from a `?thread` import
 * @param data called at each start of the thread
 * @param onNotice called with errors that happen between calls
 * @throws LogStartError if the thread can't open the database
 */
export async function startThread(
  url: string,
  data: () => ThreadData,
  onNotice: (error: Error) => void = () => {},
): Promise<Thread> {
  let lastId = OPENED
  let running: Promise<Running> | null = null
  let closed = false

  function start(): Promise<Running> {
    running ??= open(url, data(), onNotice, () => {
      running = null
    })
    return running
  }

  async function call<Name extends CallName>(name: Name, ...values: CallValues[Name]): Promise<CallResults[Name]> {
    if (closed) throw new LogUnavailableError('The log is closed.')
    return send(await start().catch(asUnavailable), name, values)
  }

  function send<Name extends CallName>(
    { worker, pending }: Running,
    name: Name,
    values: CallValues[Name],
  ): Promise<CallResults[Name]> {
    const id = ++lastId
    return new Promise<CallResults[Name]>((resolve, reject) => {
      pending.set(id, { resolve, reject })
      worker.postMessage({ id, name, values })
    })
  }

  await start()
  return {
    call,
    async close() {
      closed = true
      const current = await running?.catch(() => null)
      if (!current) return
      await send(current, 'close', [])
      await current.worker.terminate()
    },
  }
}

/** Resolves when the database is open. */
function open(url: string, data: ThreadData, onNotice: (error: Error) => void, onEnd: () => void): Promise<Running> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(url), { workerData: data })
    const opened: Pending = { resolve: () => resolve({ worker, pending }), reject }
    const pending = new Map([[OPENED, opened]])

    worker.on('message', (answer: ThreadAnswer) => {
      if (answer.id === NOTICED && 'error' in answer) return onNotice(fromThread(answer.error))
      const call = pending.get(answer.id)
      pending.delete(answer.id)
      if ('error' in answer) call?.reject(fromThread(answer.error))
      else call?.resolve(answer.value)
      if ('error' in answer && answer.id === OPENED) void worker.terminate()
    })
    let reason = 'it stopped'
    worker.on('error', (error) => {
      reason = error.message
    })
    worker.on('exit', () => {
      onEnd()
      for (const call of pending.values())
        call.reject(new LogUnavailableError(`The thread of the log ended: ${reason}.`))
      pending.clear()
    })
  })
}

function asUnavailable(error: unknown): never {
  throw new LogUnavailableError(error instanceof Error ? error.message : String(error), { cause: error })
}
