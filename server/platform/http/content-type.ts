/** A `Content-Type` header, such as `application/json; charset=utf-8`. */
export interface ContentType {
  /** In lower case, without parameters; empty without a header. */
  readonly type: string
  /** As the sender named it; null without one. */
  readonly charset: string | null
}

/** Parses a `Content-Type`. Never throws: an unreadable part counts as missing. */
export function parseContentType(header: string): ContentType {
  const [type = ''] = header.split(';', 1)
  const [, quoted, bare] = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;,]*))/i.exec(header) ?? []
  return { type: type.trim().toLowerCase(), charset: (quoted ?? bare) || null }
}
