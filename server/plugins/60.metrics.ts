import { useParley } from '../app/parley'
import { ownExposition } from '../app/metrics/exposition'
import { answerOthers } from '../app/metrics/workers'

/** In a cluster a scrape reaches any one worker; the others send it their metrics. */
export default defineNitroPlugin(() => {
  answerOthers(async () => ownExposition(await useParley()))
})
