import { DESCRIBED } from '../app/http/described'
import { defineRoute } from '../app/http/define-route'
import { openApi, type OpenApi } from '../app/http/openapi'

/** Made once, when it is first asked for. */
let document: OpenApi | undefined

/** `GET /api/openapi.json`: what this server can be asked over HTTP. */
export default defineRoute(async () => document ??= openApi(DESCRIBED))
