/** Begins with a letter; single separators only between letters and digits, so that `ada.` and `a..b` are none. */
export const HANDLE_FORM = /^[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*$/
