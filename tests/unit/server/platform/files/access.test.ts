import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execaSync } from 'execa'
import { beforeEach, describe, expect, it } from 'vitest'
import { accessProblem } from '../../../../../server/platform/files/access.mjs'
import { BOUND_BY_MODES } from '../../../../support/bound-by-modes'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-access-'))
})

/** As a process that rights bind, which root is not. */
function problemOf(file: string): string {
  const module = fileURLToPath(new URL('../../../../../server/platform/files/access.mjs', import.meta.url))
  const program = `import { accessProblem } from ${JSON.stringify(module)}; process.stdout.write(String(accessProblem(${JSON.stringify(file)})))`
  const [command = '', ...args] = [...BOUND_BY_MODES, process.execPath, '--input-type=module', '--eval', program]
  return execaSync(command, args).stdout
}

describe('why a file can not be used', () => {
  it('names the folder, its owner and mode, who runs the process, and the command that mends it', () => {
    mkdirSync(join(folder, 'data'))
    chmodSync(join(folder, 'data'), 0o500)
    expect(problemOf(join(folder, 'data', 'parley.db'))).toMatch(
      /\/data belongs to \S+ \(mode 500\), and this process, which runs as \S+, may not use it\. .*ch(?:mod|own) -R .*data'$/,
    )
  })

  it('names a file that may only be read', () => {
    writeFileSync(join(folder, 'parley.db'), '')
    chmodSync(join(folder, 'parley.db'), 0o400)
    expect(problemOf(join(folder, 'parley.db'))).toContain('/parley.db belongs to')
  })

  it('is not the rights where they are given, where a folder is missing, or where it is a file', () => {
    writeFileSync(join(folder, 'file'), '')
    for (const path of ['parley.db', 'file', 'nowhere/parley.db', 'file/parley.db'])
      expect(accessProblem(join(folder, path))).toBeNull()
  })
})
