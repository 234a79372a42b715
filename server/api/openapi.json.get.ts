import { DESCRIBED } from '../app/http/described'
import { defineRoute } from '../app/http/define-route'
import { openApi, type OpenApi } from '../app/http/openapi'

/** Built at the first request. */
let document: OpenApi | undefined

/** `GET /api/openapi.json`: all requests that this server answers over HTTP. */
export default defineRoute(async () => document ??= openApi(DESCRIBED))
