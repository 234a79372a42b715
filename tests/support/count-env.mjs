/**
 * Counts look-ups of variables that configure Nitro. Load it before the program, with `node --import`.
 * On SIGUSR2 the process prints the count so far, as `looked up N`.
 */
let count = 0

process.env = new Proxy(process.env, {
  get(env, name) {
    if (typeof name === 'string' && name.startsWith('NITRO_')) count++
    return Reflect.get(env, name)
  },
})

process.on('SIGUSR2', () => process.stdout.write(`looked up ${count}\n`))
