import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, PASSWORD, signUp, type Answer } from '../../../../../support/people'
import { startPlace, type TestPlace } from '../../../../../support/place'
import { startSmtpServer, type TestSmtpServer } from '../../../../../support/smtp-server'

describe('a new password by mail', () => {
  let server: TestSmtpServer
  let place: TestPlace

  beforeAll(async () => {
    server = await startSmtpServer()
    place = await startPlace({
      RATE_LIMIT: 'off', SMTP_URL: `smtp://127.0.0.1:${server.port}`,
      MAIL_FROM: 'Parley <chat@example.org>', PUBLIC_ORIGIN: 'http://chat.example.org',
    })
  })
  afterAll(async () => {
    await place?.stop()
    await server?.stop()
  })

  const wanted = (handle: string) => ask(place.url, 'POST /api/reset-request', { handle })
  const mailsTo = (address: string) => server.mails.filter(({ to }) => to.includes(address))
  const withMail = async (handle: string) => {
    const user = await signUp(place.url, handle)
    await ask(place.url, 'PUT /api/account/mail', { mail: `${handle}@example.org`, password: PASSWORD }, user.cookie)
    return user
  }

  it('comes as a link to the address of the account, and sets the password once', async () => {
    const ada = await withMail('ada')
    expect(await wanted(' @Ada ')).toMatchObject({ status: 200 })
    await expect.poll(() => mailsTo('ada@example.org')).toHaveLength(1)
    const [mail] = mailsTo('ada@example.org')
    const code = /http:\/\/chat\.example\.org\/reset#([\w-]{32})\s/.exec(mail?.raw ?? '')?.[1]
    const password = 'another long password'
    expect(await ask(place.url, 'POST /api/reset', { code, password })).toMatchObject({ status: 200, body: { account: { handle: 'ada' } } })
    expect(await ask(place.url, 'GET /api/account', undefined, ada.cookie)).toMatchObject({ status: 401 })
    expect(await ask(place.url, 'POST /api/sign-in', { handle: 'ada', password: PASSWORD })).toMatchObject({ status: 401 })
    expect(await ask(place.url, 'POST /api/sign-in', { handle: 'ada', password })).toMatchObject({ status: 200 })
    expect(await ask(place.url, 'POST /api/reset', { code, password })).toMatchObject({ status: 410 })
  })

  it('is answered alike for each handle, and mailed once in five minutes, to accounts that have an address', async () => {
    const { db } = place.parley.place
    const bob = await withMail('bob')
    await withMail('carol')
    await signUp(place.url, 'without')
    const disabled = await withMail('disabled')
    await db.updateTable('person').set({ disabled_at: 1 }).where('id', '=', disabled.session.user.id).execute()
    const answers: Answer[] = []
    for (const handle of ['bob', 'bob', 'nobody_here', 'without', 'disabled', 'carol']) answers.push(await wanted(handle))
    expect(answers).toEqual(Array.from(answers, () => answers[0]))
    expect(answers[0]).toMatchObject({ status: 200, body: {} })
    // Asked for last: what the others led to is there by then.
    await expect.poll(() => mailsTo('carol@example.org')).toHaveLength(1)
    expect([mailsTo('bob@example.org').length, mailsTo('disabled@example.org').length]).toEqual([1, 0])

    await db.updateTable('one_time_code').set({ expires_at: Date.now() + 50 * 60_000 }).where('person', '=', bob.session.user.id).execute()
    await wanted('bob')
    await expect.poll(() => mailsTo('bob@example.org')).toHaveLength(2)
  })
})
