/** A `Content-Type` header, such as `application/json; charset=utf-8`. */
export interface ContentType {
  /** In lower case, without parameters; empty where there is no header. */
  readonly type: string
  /** As it was named, null where none was. */
  readonly charset: string | null
}

/** Reads what matters of a `Content-Type`. Never throws: what can't be read has no type or no charset. */
export function parseContentType(header: string): ContentType {
  const [type = ''] = header.split(';', 1)
  const [, quoted, bare] = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;,]*))/i.exec(header) ?? []
  return { type: type.trim().toLowerCase(), charset: (quoted ?? bare) || null }
}
