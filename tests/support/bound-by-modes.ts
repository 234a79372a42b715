/**
 * A command prefix under which root obeys file modes when it writes. It still reads the project, wherever that is.
 * Empty for other users.
 */
export const BOUND_BY_MODES = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override'] : []
