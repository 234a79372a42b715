/**
 * The oldest browsers in which the page works, as README.md tells them: ranges in media queries and lookbehind (Safari 16.4), `:has` (Firefox 121),
 * `dvh` (Chrome 108). What is only pretty (`round()`, `text-wrap`, letters of avatars by `Intl.Segmenter`) has a fallback.
 */
export const BROWSERS_MIN = { chrome: 108, firefox: 121, safari: '16.4' } as const
