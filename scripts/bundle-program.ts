import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

export interface Program {
  readonly code: string
  /** Absolute paths of its sources. */
  readonly files: readonly string[]
}

/** Bundles a TypeScript program for Node into one file. Only the `external` packages stay outside. */
export async function bundleProgram(
  entry: string,
  external: readonly string[],
  plugins: Plugin[] = [],
): Promise<Program> {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    absWorkingDir: root,
    alias: { '#shared': `${root}shared` },
    bundle: true,
    external: [...external],
    format: 'esm',
    logLevel: 'error',
    metafile: true,
    platform: 'node',
    plugins,
    target: 'node20',
    write: false,
  })
  const [output] = outputFiles
  if (!output) throw new Error(`esbuild produced no output for ${entry}.`)
  const files = Object.keys(metafile.inputs).filter(file => !file.includes(':')).map(file => root + file)
  return { code: output.text, files }
}
