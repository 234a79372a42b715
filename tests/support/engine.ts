import { startPostgres, type TestPostgres } from './postgres'

export const ENGINES = ['sqlite', 'postgres'] as const

type Engine = typeof ENGINES[number]

/** Where a process of the tests keeps its data. */
export interface TestEngine {
  /** The settings that say so. */
  readonly env: Readonly<Record<string, string>>
  /** Where it is not SQLite in the process's own folder. */
  readonly postgres: TestPostgres | null
  stop(): Promise<void>
}

/** Starts what an engine needs: nothing, or a PostgreSQL of its own. */
export async function startEngine(engine: Engine): Promise<TestEngine> {
  if (engine === 'sqlite') return { env: {}, postgres: null, stop: async () => {} }
  const postgres = await startPostgres()
  const env = { DATABASE_URL: postgres.url, SESSION_SECRET: 'a secret that the tests know, of many characters' }
  return { env, postgres, stop: () => postgres.stop() }
}
