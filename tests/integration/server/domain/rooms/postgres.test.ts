import { startApp } from '../../../../support/app'
import { startPostgres } from '../../../../support/postgres'
import { describeRooms } from './suite'

describeRooms('PostgreSQL', async () => {
  const postgres = await startPostgres()
  const env = { DATABASE_URL: postgres.url, SESSION_SECRET: 'a secret of thirty-two characters', RATE_LIMIT: 'off' }
  const app = await startApp({ env })
  return {
    app,
    async stop() {
      await app.stop()
      await postgres.stop()
    },
  }
})
