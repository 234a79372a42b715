// @ts-check

/** @typedef {{ name: string, needsBuild?: boolean }} Named */

/**
 * The steps of those names, in their phases, with the build if one of them needs it. Without names: all steps.
 * @template {Named} T
 * @param {readonly (readonly T[])[]} phases
 * @param {readonly string[]} names
 * @returns {(readonly T[])[]}
 * @throws {Error} that lists the known names, if one is unknown
 */
export function chooseSteps(phases, names) {
  if (names.length === 0) return [...phases]
  const steps = phases.flat()
  const unknown = names.find(name => !steps.some(step => step.name === name))
  if (unknown !== undefined) {
    throw new Error(`There is no test step "${unknown}". The steps are: ${steps.map(({ name }) => name).join(', ')}.`)
  }
  const needsBuild = steps.some(step => step.needsBuild && names.includes(step.name))
  const wanted = (/** @type {T} */ { name }) => names.includes(name) || (needsBuild && name === 'build')
  return phases.map(phase => phase.filter(wanted)).filter(phase => phase.length > 0)
}
