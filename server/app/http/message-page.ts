/** The texts of a page with one sentence; plain text, from i18n/locales. */
export interface MessagePage {
  readonly language: string
  readonly title: string
  readonly text: string
  readonly home: string
}

/** The colors and sizes of assets/css/tokens.css that this page needs. */
const STYLE = `
:root { color-scheme: light dark; --page: #f3f6f5; --text: #14201e; --soft: #55635f; --brand: #0a756a; --brand-soft: #dcf1ed; --on-brand: #ffffff }
@media (prefers-color-scheme: dark) {
  :root { --page: #0d1413; --text: #e6eeec; --soft: #9db0ab; --brand: #45cbb8; --brand-soft: #143a35; --on-brand: #0d1413 }
}
body { display: flex; flex-direction: column; align-items: center; justify-content: center; box-sizing: border-box; min-height: 100vh;
  margin: 0; padding: 24px; background: var(--page); color: var(--text); 
  font: 16px/1.5 -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, system-ui, sans-serif; text-align: center }
h1 { margin: 16px 0 0; font-size: 20px; letter-spacing: -0.015em }
p { max-width: 36ch; margin: 4px 0 24px; color: var(--soft) }
a { padding: 10px 22px; border-radius: 12px; background: var(--brand); color: var(--on-brand); font-weight: 600; text-decoration: none }
`.trim()

/** The bubbles of the app's empty states, the front one broken. */
const DRAWING = `
<svg width="120" height="88" viewBox="0 0 120 88" aria-hidden="true">
<path fill="var(--brand-soft)" d="M66 34h24a22 22 0 0 1 22 22v2a22 22 0 0 1-6 15v11.5a2 2 0 0 1-3.3 1.5L94 79.6H66a22 22 0 0 1-22-22V56a22 22 0 0 1 22-22z"/>
<path fill="var(--brand)" d="M32 6h32a24 24 0 0 1 24 24v2a24 24 0 0 1-24 24H36L23.6 66.4a2.3 2.3 0 0 1-3.9-1.6V53A24 24 0 0 1 8 32v-2A24 24 0 0 1 32 6z"/>
<path stroke="var(--on-brand)" stroke-width="5" stroke-linecap="round" d="M48 18v16M48 42v.5"/>
</svg>
`.trim()

/** A whole page without a script. It needs neither the renderer nor a session. */
export function messagePage({ language, title, text, home }: MessagePage): string {
  return [
    '<!DOCTYPE html>',
    `<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">`,
    `<title>${title} · Parley</title><link rel="icon" href="/favicon.svg"><style>${STYLE}</style></head>`,
    `<body><main class="error">${DRAWING}<h1>${title}</h1><p>${text}</p><a href="/">${home}</a></main></body></html>`,
    '',
  ].join('\n')
}
