import { expect } from 'vitest'
import { sessionSchema, type Session } from '../../shared/schemas/user'
import type { TestApp } from './app'
import { visit } from './parley-client'
import { waitFor } from './wait-for'

export interface Answer {
  readonly status: number
  /** The JSON of the answer. */
  readonly body: unknown
  /** The `Cookie` header that a browser sends after this answer. */
  readonly cookie: string
}

/**
 * Asks for an operation, as the page of a browser with these cookies does.
 * @param body is sent as JSON, or as the form that it is
 */
export async function ask(url: string, how: string, body?: object, cookie = ''): Promise<Answer> {
  const [method = '', path = ''] = how.split(' ')
  const isForm = body instanceof FormData || body instanceof URLSearchParams
  const response = await fetch(url + path, {
    method,
    // It follows none: where one leads is not the answer.
    redirect: 'manual',
    headers: { ...(cookie ? { cookie } : {}), ...(body && !isForm ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: isForm ? body : JSON.stringify(body) } : {}),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
  return { status: response.status, body: isJson ? JSON.parse(text) : text || null, cookie: merged(cookie, response) }
}

/** The `Cookie` header that a browser sends after an answer. */
export function merged(cookie: string, response: Response): string {
  const jar = new Map(cookie.split('; ').filter(Boolean).map(pair => [pair.split('=')[0], pair]))
  for (const set of response.headers.getSetCookie()) {
    const [pair = ''] = set.split(';')
    const [name = '', value = ''] = pair.split('=')
    if (value === '') jar.delete(name)
    else jar.set(name, pair)
  }
  return [...jar.values()].join('; ')
}

/** A user with an account, and the browser in which they are signed in. */
export interface Account {
  readonly session: Session
  readonly cookie: string
  readonly handle: string
  readonly password: string
}

export const PASSWORD = 'correct horse battery'

function accountOf({ status, body, cookie }: Answer, handle: string): Account {
  expect({ status, body }).toMatchObject({ status: 200 })
  return { session: sessionSchema.parse(body), cookie, handle, password: PASSWORD }
}

/** A new visitor who makes an account at once. */
export async function signUp(url: string, handle: string, cookie?: string): Promise<Account> {
  const guest = cookie ?? await visit(url)
  return accountOf(
    await ask(url, 'POST /api/account', { handle, password: PASSWORD, name: nameOf(handle) }, guest),
    handle,
  )
}

/** Another browser of the same user. */
export async function signIn(url: string, handle: string, cookie?: string): Promise<Account> {
  return accountOf(await ask(url, 'POST /api/sign-in', { handle, password: PASSWORD }, cookie), handle)
}

/** The code of the last link for the first owner that an app printed. */
export async function ownerCode(app: Pick<TestApp, 'logs'>): Promise<string> {
  return waitFor(async () => {
    const code = app.logs().flatMap(line => /\/owner#([\w-]+)/.exec(line)?.[1] ?? []).at(-1)
    if (code === undefined) throw new Error('No link for an owner was printed.')
    return code
  }, { what: 'the link for the owner' })
}

/** Makes a new visitor the first owner. */
export async function becomeOwner(app: Pick<TestApp, 'logs' | 'url'>): Promise<Account> {
  const body = { code: await ownerCode(app), name: 'Olga', handle: 'olga', password: PASSWORD }
  return accountOf(await ask(app.url, 'POST /api/owner', body, await visit(app.url)), body.handle)
}

function nameOf(handle: string): string {
  return handle.charAt(0).toUpperCase() + handle.slice(1)
}
