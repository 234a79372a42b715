import { describe, expect, it } from 'vitest'
import { LogDamagedError, LogStartError, LogUnavailableError } from '../../../../../../server/core/log/log'
import { startThread, type Thread } from '../../../../../../server/core/log/sqlite/thread'

/** A thread that answers `query`, opens with the given code, and ends by itself when it is asked to `probe`. */
const program = (opening = '{ id: 0, value: null }') => `data:text/javascript,${encodeURIComponent(`
  import { parentPort } from 'node:worker_threads'
  parentPort.postMessage(${opening})
  parentPort.on('message', ({ id, name }) => {
    if (name === 'probe') process.exit(1)
    if (name === 'query') parentPort.postMessage({ id, value: [name] })
    else if (name === 'ensureRooms') parentPort.postMessage({ id, error: { kind: 'damaged', message: 'page 3' } })
    else if (name === 'trim') parentPort.postMessage({ id, error: { kind: 'unavailable', message: 'disk full' } })
    else if (name === 'commit') parentPort.postMessage({ id, error: { kind: 'fault', message: 'a bug' } })
    else parentPort.postMessage({ id, value: null })
  })
`)}`

const data = () => ({ file: 'parley.db', known: null })

describe('a thread of the log', () => {
  it('answers each call with its own answer', async () => {
    const thread = await startThread(program(), data)
    expect(await Promise.all([thread.call('begin'), thread.call('query', '', [])])).toEqual([null, ['query']])
    await thread.close()
  })

  it('gives errors the type that callers know', async () => {
    const thread = await startThread(program(), data)
    await expect(thread.call('trim', 'a', 1)).rejects.toThrow(LogUnavailableError)
    await expect(thread.call('ensureRooms', [])).rejects.toThrow(LogDamagedError)
    await expect(thread.call('commit', [])).rejects.not.toThrow(LogUnavailableError)
    await thread.close()
  })

  it('reports what the thread notices without being asked', async () => {
    const noticing = program(
      '{ id: 0, value: null }); parentPort.postMessage({ id: -1, error: { kind: "files", message: "moved" } }',
    )
    let thread: Thread | undefined
    const error = await new Promise<Error>((resolve) => {
      void startThread(noticing, data, resolve).then(started => (thread = started))
    })
    expect(error).toMatchObject({ name: 'LogUnavailableError', problem: 'files', message: 'moved' })
    await thread?.close()
  })

  it('refuses to start where the database can not be opened', async () => {
    const opening = startThread(program('{ id: 0, error: { kind: "start", message: "move it away" } }'), data)
    await expect(opening).rejects.toThrow(LogStartError)
    await expect(opening).rejects.toThrow('move it away')
  })

  it('fails what it did not answer when it ends by itself, and is started again by the next call', async () => {
    const thread = await startThread(program(), data)
    const lost = await Promise.allSettled([thread.call('probe'), thread.call('query', '', [])])
    expect(lost).toEqual([1, 2].map(() => ({ status: 'rejected', reason: expect.any(LogUnavailableError) })))
    expect(await thread.call('query', '', [])).toEqual(['query'])
    await thread.close()
  })

  it('refuses calls after it was closed, and closes when it has ended already', async () => {
    const thread = await startThread(program(), data)
    await expect(thread.call('probe')).rejects.toThrow(LogUnavailableError)
    await thread.close()
    await expect(thread.call('query', '', [])).rejects.toThrow(LogUnavailableError)
  })
})
