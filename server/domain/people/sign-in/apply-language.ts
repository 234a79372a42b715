import { setCookie } from 'h3'
import { isLanguage, LANGUAGE_COOKIE, LANGUAGE_COOKIE_AGE_S } from '#shared/languages'
import type { OperationContext } from '../../operations/define'

/** The page of this browser speaks the language that the user chose on another device. */
export async function applyLanguage({ db, event }: Pick<OperationContext, 'db' | 'event'>, id: string): Promise<void> {
  const row = await db.selectFrom('person').select('language').where('id', '=', id).executeTakeFirst()
  if (!isLanguage(row?.language)) return
  // Readable by the page, which changes it.
  setCookie(event, LANGUAGE_COOKIE, row.language, { path: '/', maxAge: LANGUAGE_COOKIE_AGE_S, sameSite: 'lax' })
}
