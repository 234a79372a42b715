import { useParley } from '../app/parley'
import { ownExposition } from '../app/metrics/exposition'
import { answerOthers } from '../app/metrics/workers'

/** In a cluster a scrape reaches any one of the workers: the others tell it theirs. */
export default defineNitroPlugin(() => {
  answerOthers(async () => ownExposition(await useParley()))
})
