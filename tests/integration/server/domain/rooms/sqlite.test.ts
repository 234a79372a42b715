import { startApp } from '../../../../support/app'
import { describeRooms } from './suite'

describeRooms('SQLite', async () => {
  const app = await startApp({ env: { RATE_LIMIT: 'off' } })
  return { app, stop: async () => void await app.stop() }
})
