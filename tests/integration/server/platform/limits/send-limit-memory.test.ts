import { createMemorySendLimit } from '../../../../../server/platform/limits/send-limit-memory'
import { describeSendLimit } from './conformance'

describeSendLimit('in memory', async () => ({ open: createMemorySendLimit, close: async () => {} }))
