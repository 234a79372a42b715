/** The value of one cookie of a `Cookie` header, percent-decoded if possible. */
export function cookieValue(header: string | null, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const [key, ...value] = part.split('=')
    if (key?.trim() !== name) continue
    const raw = value.join('=').trim().replace(/^"(.*)"$/, '$1')
    try {
      return decodeURIComponent(raw)
    }
    catch {
      return raw
    }
  }
  return null
}
