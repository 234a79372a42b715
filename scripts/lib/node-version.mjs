// @ts-check
/** The oldest Node.js that the packages support; equal to `engines` in package.json. */
const OLDEST = [20, 19, 0]

/**
 * Says that this Node.js is too old, with the remedy; null if it is not.
 * @param {string} version such as '20.19.0'
 */
export function nodeProblem(version) {
  const parts = version.split('.').map(Number)
  const difference = OLDEST.map((part, i) => (parts[i] ?? 0) - part).find(n => n !== 0) ?? 0
  if (difference >= 0) return null
  return `Parley needs Node.js ${OLDEST.join('.')} or newer, and this is ${version}. Get one from https://nodejs.org, or run: nvm install 20`
}

/** Ends the process with a message if Node.js is too old. Uses nothing that old versions lack. */
export function requireNode() {
  const problem = nodeProblem(process.versions.node)
  if (!problem) return
  console.error(problem)
  process.exit(1)
}
