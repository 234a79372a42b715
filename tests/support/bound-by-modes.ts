/**
 * Root may write whatever modes say; with this before a command it may not, but still reads the project, which may lie where nobody else can look. What
 * other users are, they are.
 */
export const BOUND_BY_MODES = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override'] : []
