/**
 * The oldest browsers in which the page works, as in README.md: ranges in media queries and lookbehind (Safari 16.4),
 * `:has` (Firefox 121), `dvh` (Chrome 108). Purely visual features (`round()`, `text-wrap`, letters of avatars by
 * `Intl.Segmenter`) have a fallback.
 */
export const BROWSERS_MIN = { chrome: 108, firefox: 121, safari: '16.4' } as const
