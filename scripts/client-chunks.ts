/** What Rollup knows of a module, as far as it is needed here. */
export type FindModule = (id: string) => { readonly importedIds: readonly string[] } | null

/** The modules that these import statically, themselves included. */
export function staticallyNeeded(roots: readonly string[], find: FindModule): ReadonlySet<string> {
  const needed = new Set<string>()
  const waiting = [...roots]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (needed.has(id)) continue
    needed.add(id)
    waiting.push(...find(id)?.importedIds ?? [])
  }
  return needed
}

export interface Screens {
  /** Where the program begins, on every screen. */
  readonly start: string
  /** The first page. */
  readonly chat: string
  /** The list of rooms, which a guest with a few tabs does not see. */
  readonly list: readonly string[]
  /** What lies over the chat, or is shown there later than the first messages. */
  readonly later: readonly string[]
  /** The screens beside the chat. */
  readonly others: readonly string[]
}

/**
 * Divides the page's program, where Rollup would make one file for each set of screens. The first page waits for two:
 * `shared`, which every screen has, and `chat`. What is not named here is divided by Rollup.
 *
 * Rollup puts whatever a module imports into the same file unless a name is given for it, so what the first page needs
 * is named in full: else it would wait for a file that is meant for later.
 *
 * @param screens their source files
 */
export function clientChunks({ start, chat, list, later, others }: Screens) {
  let names: ReadonlyMap<string, string> | null = null

  function nameAll(find: FindModule): ReadonlyMap<string, string> {
    const named = new Map<string, string>()
    const elsewhere = staticallyNeeded(others, find)
    for (const id of staticallyNeeded(later, find)) named.set(id, elsewhere.has(id) ? 'more' : 'later')
    for (const id of staticallyNeeded(list, find)) named.set(id, 'list')
    for (const id of staticallyNeeded([chat], find)) named.set(id, elsewhere.has(id) ? 'shared' : 'chat')
    for (const id of staticallyNeeded([start], find)) named.set(id, 'shared')
    return named
  }

  return (id: string, { getModuleInfo }: { getModuleInfo: FindModule }): string | undefined => {
    names ??= nameAll(getModuleInfo)
    return names.get(id)
  }
}
