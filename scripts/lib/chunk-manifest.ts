/** The parts of a resource in Nuxt's client manifest that are used here. */
export interface ManifestEntry {
  readonly file: string
  readonly isEntry?: boolean
  preload?: boolean
  prefetch?: boolean
}

/** Source modules, each with the file of its chunk. Paths are relative to the sources. */
export type ChunkFiles = ReadonlyMap<string, string>

/**
 * Adds an entry to the manifest for each module that a server may render. Rollup names a chunk after a module only if
 * it exports nothing else. A page that shares code with a lazy component is in an unnamed chunk, and the renderer,
 * which looks up the page's path, would link neither its styles nor its script.
 *
 * Nothing is prefetched: files that the first page does not use must not compete with those that it uses.
 */
export function completeManifest(manifest: Record<string, ManifestEntry>, chunks: ChunkFiles): void {
  for (const entry of Object.values(manifest)) entry.prefetch = false
  const byFile = new Map(Object.values(manifest).map(entry => [entry.file, entry]))
  for (const [module, file] of chunks) {
    const chunk = byFile.get(file)
    if (chunk && !chunk.isEntry) manifest[module] = { ...manifest[module], ...chunk, preload: true }
  }
}
