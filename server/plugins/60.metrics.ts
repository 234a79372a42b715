import { useParley } from '../utils/parley'
import { ownExposition } from '../utils/metrics/exposition'
import { answerOthers } from '../utils/metrics/workers'

/** In a cluster a scrape reaches any one of the workers: the others tell it theirs. */
export default defineNitroPlugin(() => {
  answerOthers(async () => ownExposition(await useParley()))
})
