import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMailer, type Mailer } from '../../../../../../server/domain/people/mail/mailer'
import { ParleyError } from '../../../../../../server/platform/errors/parley-error'
import { freePort } from '../../../../../support/free-port'
import { startSmtpServer, type TestSmtpServer } from '../../../../../support/smtp-server'

const MAIL_FROM = { name: 'Parley, the chat', address: 'chat@example.org' }

let server: TestSmtpServer

beforeAll(async () => {
  server = await startSmtpServer()
})

afterAll(() => server.stop())

function mailerFor(url: string): Mailer {
  return {
    async send(mail) {
      const mailer = await createMailer({ SMTP_URL: url, MAIL_FROM })
      if (!mailer) throw new Error('There must be a mailer.')
      await mailer.send(mail)
    },
  }
}

const mailer = () => mailerFor(`smtp://127.0.0.1:${server.port}`)
const refused = (promise: Promise<void>) => promise.then(() => null, (error: unknown) => error)

describe('a mail', () => {
  it('arrives with its sender, its subject and its text', async () => {
    await mailer().send({
      to: ' ada@example.org ',
      subject: '登录 Parley',
      text: 'Hello Ada,\n.\nopen https://chat.example.org/join/abc_-1\n',
    })
    const mail = server.mails.at(-1)
    expect([mail?.from, mail?.to]).toEqual(['chat@example.org', ['ada@example.org']])
    expect(mail?.raw).toContain('From: "Parley, the chat" <chat@example.org>')
    expect(mail?.raw).toContain('To: ada@example.org')
    expect(mail?.raw).toMatch(/^Subject: =\?UTF-8\?/m)
    expect(mail?.raw).toContain('open https://chat.example.org/join/abc_-1')
  })

  it('is sent with the name and password of the address', async () => {
    await mailerFor(`smtp://parley:p%40ss@localhost:${server.port}`).send({
      to: 'ada@example.org',
      subject: 'Hello',
      text: '',
    })
    expect(server.logins.at(-1)).toBe('parley:p@ss')
  })

  it.each([
    'ada@example.org\r\nBcc: eve@example.org',
    'ada@example.org\nRCPT TO:<eve@example.org>',
    'ada@example.org,eve@example.org',
    'ada@example.org eve@example.org',
    'ada@example.org>,<eve@example.org',
    'Ada <ada@example.org>',
    '"ada@example.org"@eve.example',
    'list: ada@example.org;',
    'ada@example.org(',
    'ada',
    '',
    `${'a'.repeat(300)}@example.org`,
  ])('a mail to "%.60s" is refused before anything is sent', async (to) => {
    const before = server.mails.length
    expect(await refused(mailer().send({ to, subject: 'Hello', text: '' }))).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('mail address'),
    })
    expect(server.mails).toHaveLength(before)
  })

  it('a mail with a subject of two lines is refused', async () => {
    expect(
      await refused(mailer().send({ to: 'ada@example.org', subject: 'Hello\r\nBcc: eve@example.org', text: '' })),
    ).toBeInstanceOf(ParleyError)
  })

  it('says so when the server knows no such address', async () => {
    expect(await refused(mailer().send({ to: 'nobody@example.org', subject: 'Hello', text: '' }))).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('Check it.'),
    })
  })
})

describe('a mail server', () => {
  it('a mail server is not needed', async () => {
    expect(await createMailer({})).toBeNull()
    expect(await createMailer({ MAIL_FROM })).toBeNull()
  })

  it('elsewhere gets no password in the clear, nor under an unsigned certificate', async () => {
    const clear = await startSmtpServer({ disabledCommands: ['STARTTLS'] })
    for (const { port, logins } of [clear, server]) {
      const before = logins.length
      // Not one of the names of this machine that are known as such.
      const elsewhere = mailerFor(`smtp://parley:hunter2@127.1:${port}`)
      expect(await refused(elsewhere.send({ to: 'ada@example.org', subject: 'Hello', text: '' }))).toMatchObject({
        code: 'unavailable',
      })
      expect(logins).toHaveLength(before)
    }
    await mailerFor(`smtp://parley:hunter2@127.1:${clear.port}?requireTLS=false`).send({
      to: 'ada@example.org',
      subject: 'Hello',
      text: '',
    })
    expect(clear.logins).toEqual(['parley:hunter2'])
    await clear.stop()
  })

  it('a mail server that is down is reported, and used again when it is back', async () => {
    const port = await freePort()
    const late = mailerFor(`smtp://127.0.0.1:${port}`)
    expect(await refused(late.send({ to: 'ada@example.org', subject: 'Hello', text: '' }))).toMatchObject({
      code: 'unavailable',
      retryAfterMs: 60_000,
    })
    const back = await startSmtpServer({}, port)
    await late.send({ to: 'ada@example.org', subject: 'Hello', text: '' })
    expect(back.mails).toHaveLength(1)
    await back.stop()
  })

  it('a mail server that speaks another protocol is reported', async () => {
    const port = await freePort()
    const other = createServer(socket => socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    await new Promise<void>(resolve => other.listen(port, '127.0.0.1', resolve))
    expect(
      await refused(mailerFor(`smtp://127.0.0.1:${port}`).send({ to: 'ada@example.org', subject: 'Hello', text: '' })),
    ).toMatchObject({ code: 'unavailable' })
    await new Promise(resolve => other.close(resolve))
  })
})
