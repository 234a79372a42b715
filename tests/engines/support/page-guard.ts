/** Where a page reports what goes wrong on it. */
export const REPORT_PATH = '/what-went-wrong'

/** Runs in the page, before any script of the app. */
function guard(path: string): void {
  const report = (text: string) => {
    // Synchronous, so that nothing that a test does next overtakes it.
    const request = new XMLHttpRequest()
    request.open('POST', path, false)
    request.send(text)
  }
  const { error, warn } = window.console
  window.console.error = (...args: unknown[]) => {
    error.apply(window.console, args)
    report(`console.error: ${args.map(String).join(' ')}`)
  }
  window.console.warn = (...args: unknown[]) => {
    warn.apply(window.console, args)
    const text = args.map(String).join(' ')
    if (/hydration|\[vue/i.test(text)) report(`console.warn: ${text}`)
  }
  addEventListener('error', event => event instanceof ErrorEvent && report(`uncaught: ${event.message}`))
  addEventListener('unhandledrejection', ({ reason }) => report(`unhandled rejection: ${String(reason)}`))
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    report(`Content security policy broken: ${violatedDirective} does not allow ${blockedURI}`)
  })
}

/**
 * Puts a watch over the page into its HTML, as a script that its content security policy allows. So the engine need not
 * report its console, which WebKit's driver can't.
 */
export function withGuard(html: string): string {
  const [nonce = ''] = /nonce="[^"]+"/.exec(html) ?? []
  return html.replace('<head>', () => `<head><script ${nonce}>(${guard.toString()})('${REPORT_PATH}')</script>`)
}
