/**
 * Merges the expositions of several processes. The samples of a family stand together under one header, as the format
 * demands. Each process has its own label on every sample, so nothing is added up: a sum would fall when a process
 * ends, and look like a restart.
 * @param texts as prom-client writes them: families with an empty line between
 */
export function mergeExpositions(texts: readonly string[]): string {
  const families = new Map<string, string[]>()
  for (const block of texts.flatMap(text => text.trimEnd().split('\n\n'))) {
    const lines = block.split('\n')
    const header = lines.filter(line => line.startsWith('#')).join('\n')
    const samples = lines.filter(line => !line.startsWith('#'))
    families.set(header, [...families.get(header) ?? [], ...samples])
  }
  return `${Array.from(families, ([header, samples]) => [header, ...samples].join('\n')).join('\n\n')}\n`
}
