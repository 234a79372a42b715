import { startApp } from '../../../../support/app'
import { startPostgres } from '../../../../support/postgres'
import { describeRooms } from './suite'

describeRooms('PostgreSQL', async () => {
  const postgres = await startPostgres()
  const app = await startApp({ env: { DATABASE_URL: postgres.url, RATE_LIMIT: 'off' } })
  return {
    app,
    async stop() {
      await app.stop()
      await postgres.stop()
    },
  }
})
