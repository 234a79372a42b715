import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../../../../server/platform/config/load'

describe('the configuration', () => {
  it('has a default for everything', () => {
    expect(loadConfig({})).toMatchObject({
      PORT: 3000,
      DATA_DIR: '.data',
      RATE_LIMIT: { messages: 30, seconds: 10 },
      PUBLIC_ORIGIN: [],
      LOG_LEVEL: 'info',
    })
    expect(loadConfig({}).CHANNELS.map(room => room.id)).toEqual(['channel_1', 'channel_2'])
  })

  it('takes an empty variable as one that is not set', () => {
    expect(loadConfig({ PORT: '', REDIS_URL: ' ' })).toMatchObject({ PORT: 3000 })
  })

  it('reads lists and pairs', () => {
    const config = loadConfig({
      CHANNELS: 'sales=Sales; help = Help = desk ;plain',
      PUBLIC_ORIGIN: 'https://a.example/, http://b.example:8080',
      RATE_LIMIT: '5/60',
    })
    expect(config.CHANNELS).toEqual([
      { id: 'sales', kind: 'channel', title: 'Sales' },
      { id: 'help', kind: 'channel', title: 'Help = desk' },
      { id: 'plain', kind: 'channel', title: 'plain' },
    ])
    expect(config.PUBLIC_ORIGIN).toEqual(['https://a.example', 'http://b.example:8080'])
    expect(config.RATE_LIMIT).toEqual({ messages: 5, seconds: 60 })
    expect(loadConfig({ RATE_LIMIT: 'off' }).RATE_LIMIT).toBeNull()
  })

  it.each([
    ['chat@example.org', { name: '', address: 'chat@example.org' }],
    [' Parley <chat@example.org> ', { name: 'Parley', address: 'chat@example.org' }],
    ['"Chat, the" <chat@localhost>', { name: 'Chat, the', address: 'chat@localhost' }],
  ])('reads MAIL_FROM=%s', (MAIL_FROM, sender) => {
    expect(loadConfig({ SMTP_URL: 'smtps://mail.example.org', MAIL_FROM }).MAIL_FROM).toEqual(sender)
  })

  it.each([
    ['PORT', 'http', 'PORT is \'http\'. PORT must be a whole number from 0 to 65535, such as 3000.'],
    ['PORT', '70000', 'such as 3000'],
    ['CHANNELS', 'a b=Sales', 'Use channel_1=Sales;channel_2=Support.'],
    ['CHANNELS', 'a=1;a=2', 'occurs once'],
    ['CHANNELS', ';', 'CHANNELS must list'],
    ['PUBLIC_ORIGIN', 'chat.example.org', 'Use https://chat.example.org.'],
    ['PUBLIC_ORIGIN', 'https://chat.example.org/chat', 'no path'],
    ['PUBLIC_ORIGIN', '*', 'must list origins'],
    ['RATE_LIMIT', 'fast', 'Use 30/10.'],
    ['RATE_LIMIT', '0/10', 'Use 30/10.'],
    ['ADDRESS_RATES', 'pages=1/10', 'Use page=400/10;upgrade=off.'],
    ['ADDRESS_RATES', 'page=0/10', 'Use page=400/10;upgrade=off.'],
    ['ADDRESS_RATES', 'page', 'Kinds: page, session,'],
    ['LOG_LEVEL', 'loud', 'Use info.'],
    ['TRUST_PROXY', 'yes', 'such as 0'],
    ['SMTP_URL', 'mail.example.org', 'Use smtp://name:password@mail.example.org:587.'],
    ['SMTP_URL', 'http://mail.example.org', 'must begin with smtp://'],
    ['SMTP_URL', 'smtp://', 'name a host'],
    ['SMTP_URL', 'smtp://mail.example.org', 'MAIL_FROM is not set. SMTP_URL needs it.'],
    ['MAIL_FROM', 'chat@example.org', 'SMTP_URL is not set. MAIL_FROM needs it.'],
    ['MAIL_FROM', 'Parley', 'Use Parley <chat@example.org>.'],
    ['MAIL_FROM', 'Parley <chat@example.org>, b@example.org', 'must be an address'],
    ['MAIL_FROM', 'a@example.org,b@example.org', 'must be an address'],
    ['MAIL_FROM', 'Par\nBcc: x <chat@example.org>', 'must be an address'],
    ['METRICS_TOKEN', 'short', 'METRICS_TOKEN is set to a value that is not shown. METRICS_TOKEN must have 16 or more'],
  ])('says what is wrong with %s=%s and what to write', (name, value, words) => {
    expect(() => loadConfig({ [name]: value })).toThrowError(words)
  })

  it.each([
    ['REDIS_URL', 'localhost:hunter2', 'redis://localhost:6379'],
    ['DATABASE_URL', 'mysql://root:hunter2@localhost', 'postgres://'],
    ['SESSION_SECRET', 'hunter2', '32 characters'],
    ['SMTP_URL', 'http://ada:hunter2@mail.example.org', 'must begin with smtp://'],
    ['OIDC_PROVIDERS', '[{"clientSecret":"hunter2"}]', 'must be a JSON array'],
  ])('never prints what %s holds', (name, value, words) => {
    expect(() => loadConfig({ [name]: value })).toThrowError(words)
    expect(() => loadConfig({ [name]: value })).not.toThrowError('hunter2')
  })

  it('names every variable that is wrong at once', () => {
    expect(() => loadConfig({ PORT: 'x', LOG_LEVEL: 'y' })).toThrowError(/PORT[^]*LOG_LEVEL/)
  })
})
