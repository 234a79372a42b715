import * as z from 'zod'

const REMEDY = 'OIDC_PROVIDERS must be a JSON array. Use [{"id":"work","name":"Work account",'
  + '"issuer":"https://login.example.org","clientId":"parley","clientSecret":"…"}].'

const issuer = z.string().refine((value) => {
  if (!URL.canParse(value)) return false
  const { protocol, search, hash, username } = new URL(value)
  return /^https?:$/.test(protocol) && search === '' && hash === '' && username === ''
}, 'must be an address that begins with https:// (or http:// inside a network), without "?" and "#"')

const SCOPES = ['openid', 'profile', 'email']

const providerSchema = z.strictObject({
  /** Part of the address to which the provider sends the browser back. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must have 1 to 32 lower-case letters, digits and "-"'),
  /** The name on the button. */
  name: z.string().trim().min(1, 'must not be empty').max(64, 'must have 64 characters or fewer'),
  /** The provider's own name: its configuration is below `/.well-known/`. */
  issuer,
  clientId: z.string().min(1, 'must not be empty'),
  clientSecret: z.string().min(1, 'must not be empty'),
  scopes: z.array(z.string().regex(/^[\x21\x23-\x5B\x5D-\x7E]+$/, 'must be words without blanks'))
    .refine(scopes => scopes.includes('openid'), 'must include "openid"')
    .default(SCOPES),
})

/** A provider of sign-ins, with this installation's credentials there. */
export type OidcProviderSettings = z.infer<typeof providerSchema>

const listSchema = z.array(providerSchema)
  .refine(list => new Set(list.map(({ id }) => id)).size === list.length, 'must not contain an "id" twice')

/** Reads `OIDC_PROVIDERS`. @throws Error with the remedy, and never with a secret */
export function parseOidcProviders(value: string): readonly OidcProviderSettings[] {
  const parsed = listSchema.safeParse(parseJson(value))
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => {
    const place = path.length > 0 ? `"${path.join('.')}"` : 'The list'
    return `${place} ${message.startsWith('must') ? message : `is wrong: ${message}`}.`
  })
  throw new Error(`${problems.join(' ')} ${REMEDY}`)
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value)
  }
  catch {
    throw new Error(`The value is no JSON. ${REMEDY}`)
  }
}
