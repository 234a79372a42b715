import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'

/** Characters that a pattern of LIKE would read as something else. */
const SPECIAL = /[\\%_]/g

/** Whether a text holds these words, in either case. Both engines change the case of ASCII alike. */
export function containing(text: Expression<string | null>, words: string): RawBuilder<SqlBool> {
  const pattern = `%${words.trim().toLowerCase().replaceAll(SPECIAL, '\\$&')}%`
  return sql<SqlBool>`lower(${text}) LIKE ${pattern} ESCAPE '\\'`
}
