/** Numbers that look random and are the same for the same seed, so that a failing run can be repeated. */
export interface Random {
  readonly seed: number
  /** 0 (included) to 1 (not). */
  next(): number
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  shuffle<T>(items: readonly T[]): T[]
}

/** mulberry32 by Tommy Ettinger (public domain): 32 bits of state, one period of 2^32, enough for tests. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6D2B79F5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** @param seed a whole number from 0 to 2^32 - 1 */
export function seededRandom(seed: number): Random {
  const next = mulberry32(seed)
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  const pick = <T>(items: readonly T[]): T => {
    const [item] = items.slice(int(0, items.length - 1))
    if (item === undefined) throw new Error('There is nothing to pick from.')
    return item
  }
  const shuffle = <T>(items: readonly T[]): T[] => {
    const left = [...items]
    return items.flatMap(() => left.splice(int(0, left.length - 1), 1))
  }
  return { seed, next, int, chance: probability => next() < probability, pick, shuffle }
}

/**
 * The seeds of a run: 1 to `count`, or the one in the variable SEED alone, to repeat it.
 * @param env where SEED is looked up
 */
export function seeds(count: number, env: Readonly<Record<string, string | undefined>> = process.env): number[] {
  if (env.SEED === undefined || env.SEED === '') return Array.from({ length: count }, (_, i) => i + 1)
  if (!/^\d{1,10}$/.test(env.SEED)) throw new Error(`SEED is '${env.SEED}'. Set it to a whole number, such as SEED=7.`)
  return [Number(env.SEED)]
}

/** The one seed of a test that needs no more: 1, or that in SEED. Printed, so that a failing run can be repeated. */
export function oneSeed(): number {
  const [seed = 1] = printed(seeds(1))
  return seed
}

function printed(run: number[]): number[] {
  process.stdout.write(run.length > 1 ? `seeds ${run[0]} to ${run.at(-1)}\n` : `SEED=${run[0]}\n`)
  return run
}

/**
 * Runs `test` once for each seed, one after the other. The seeds are printed; a failure names its seed and how to run
 * it alone.
 * @throws Error of the first seed that failed
 */
export async function forEachSeed(count: number, test: (random: Random) => Promise<void>): Promise<void> {
  for (const seed of printed(seeds(count))) {
    try {
      await test(seededRandom(seed))
    }
    catch (error) {
      throw new Error(
        `Seed ${seed} failed; run it alone with SEED=${seed}. ${error instanceof Error ? error.message : String(error)}`,
        { cause: error },
      )
    }
  }
}
