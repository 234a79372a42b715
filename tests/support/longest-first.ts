import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take half a minute and more, most of it waiting. Those that wait longest are first. */
const LONG = [
  'server/app/process/idle',
  'server/people-presence',
  'server/core/log/postgres',
  'server/core/log/sqlite-files',
  'server/core/log/sqlite',
  'scripts/start-cluster',
].map(name => `tests/integration/${name}.test.ts`)

/**
 * Begins with the files that take long, so that the others run beside them: at the end they would run alone. Vitest
 * knows the times of an earlier run, and a fresh clone has none: there it begins with the largest file.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const long = LONG.flatMap(name => sorted.filter(({ moduleId }) => moduleId.endsWith(name)))
    return [...long, ...sorted.filter(file => !long.includes(file))]
  }
}
