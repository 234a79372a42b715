import { parentPort, workerData } from 'node:worker_threads'
import { sqliteRunError, sqliteStartError } from './errors'
import {
  NOTICED, OPENED, type CallName, type CallResults, type CallValues, type ThreadAnswer, type ThreadCall,
  type ThreadCalls, type ThreadData,
} from './protocol'
import { requireSameFile } from './watched-files'

/** Opens the database of a thread. `notice` reports errors between calls. */
export type OpenThread = (file: string, notice: (error: unknown) => void) => Promise<Partial<ThreadCalls>>

/** The inside of a thread: opens the database, then answers calls one after the other, in order. */
export async function serve(open: OpenThread): Promise<void> {
  const { file, known }: ThreadData = workerData
  try {
    requireSameFile(file, known)
    const calls = await open(file, error => answer({ id: NOTICED, error: sqliteRunError(error, file) }))
    let last: Promise<void> = Promise.resolve()
    parentPort?.on('message', (call: ThreadCall) => {
      last = last.then(async () => answer(await run(calls, call.id, call.name, call.values)))
    })
    answer({ id: OPENED, value: null })
  }
  catch (error) {
    answer({ id: OPENED, error: { kind: 'start', message: sqliteStartError(error, file).message } })
  }
}

async function run<Name extends CallName>(
  calls: Partial<ThreadCalls>,
  id: number,
  name: Name,
  values: CallValues[Name],
): Promise<ThreadAnswer<CallResults[Name]>> {
  try {
    const call: ThreadCalls[Name] | undefined = calls[name]
    if (!call) throw new Error(`This thread has no call ${name}.`)
    return { id, value: await call(...values) }
  }
  catch (error) {
    return { id, error: sqliteRunError(error, workerData.file) }
  }
}

function answer(message: ThreadAnswer<unknown>) {
  parentPort?.postMessage(message)
}
