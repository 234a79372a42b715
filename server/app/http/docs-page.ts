import type { OpenApi, OpenApiOperation } from './openapi'

const STYLE = `
:root { color-scheme: light dark; --line: #8885; --soft: #888 }
body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif }
h2 { margin: 2rem 0 0; font-size: 1rem } code, pre { font: 14px/1.5 ui-monospace, monospace }
h2 b { display: inline-block; min-width: 4.5em } p { margin: .25rem 0 } .soft { color: var(--soft) }
details { margin: .25rem 0 } pre { overflow: auto; padding: .75rem; border: 1px solid var(--line); border-radius: 6px }
`.trim()

/** The page's content security policy: styles inline, no script. */
export const DOCS_POLICY
  = 'default-src \'none\'; style-src \'unsafe-inline\'; base-uri \'none\'; form-action \'none\'; frame-ancestors \'none\''

/** The document as an HTML page. */
export function docsPage({ paths }: OpenApi): string {
  const sections = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => section(method.toUpperCase(), path, operation)))
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Parley: the HTTP API</title><style>${STYLE}</style></head><body><h1>The HTTP API</h1>
<p>Errors have one form: <code>{"error": {"code", "message", "retryAfterMs"?}}</code>.
The same as <a href="/api/openapi.json">OpenAPI document</a>. The WebSocket is described in docs/protocol.md.</p>
${sections.join('\n')}
</body></html>
`
}

function section(
  method: string,
  path: string,
  { operationId, summary, description, parameters, requestBody, responses }: OpenApiOperation,
): string {
  const given = parameters.map(({ name, in: where, required, schema }) => ({ name, in: where, required, schema }))
  return [
    `<section id="${escape(operationId)}"><h2><b>${method}</b> <code>${escape(path)}</code></h2><p>${escape(summary)}</p>`,
    description ? `<p class="soft">${escape(description)}</p>` : '',
    given.length > 0 ? folded('Parameters', given) : '',
    requestBody ? folded('Body', schemaOf(requestBody)) : '',
    `${folded('Answer', schemaOf(responses[200]))}</section>`,
  ].join('')
}

function schemaOf(holder: object | undefined): unknown {
  const { content } = { content: undefined, ...holder }
  return content
}

function folded(title: string, value: unknown): string {
  return `<details><summary>${title}</summary><pre>${escape(JSON.stringify(value, null, 2))}</pre></details>`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
