import { setResponseHeaders } from 'h3'
import { defineRoute } from '../app/http/define-route'
import { DESCRIBED } from '../app/http/described'
import { docsPage, DOCS_POLICY } from '../app/http/docs-page'
import { openApi } from '../app/http/openapi'

/** `GET /api/docs`: the OpenAPI document as a page without a script. */
export default defineRoute(async (event) => {
  setResponseHeaders(event, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': DOCS_POLICY })
  return docsPage(openApi(DESCRIBED))
})
