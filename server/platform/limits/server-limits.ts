/** Limits of the server that neither clients nor operators need to know, each with its reason, by subject. */
export * from './server-limits/http'
export * from './server-limits/hub'
export * from './server-limits/peers'
export * from './server-limits/people'
export * from './server-limits/rooms'
