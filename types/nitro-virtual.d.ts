/** Made by Nitro: all routes and middleware. Those that are lazy give the promise of their module. */
declare module '#nitro-internal-virtual/server-handlers' {
  export const handlers: readonly (
    | { readonly lazy: true, readonly handler: () => Promise<unknown> }
    | { readonly lazy?: false, readonly handler: unknown }
  )[]
}
