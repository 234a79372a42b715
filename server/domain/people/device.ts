/** Browsers by what they say of themselves; the first that fits, since most name others too. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrom(?:e|ium)\/|\bCriOS\/|\bHeadlessChrome\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b|\biPad\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]

function find(list: readonly (readonly [RegExp, string])[], text: string): string | undefined {
  return list.find(([pattern]) => pattern.test(text))?.[1]
}

/**
 * What a list of sign-ins calls a device, from its `User-Agent`: "Firefox on Linux". Only these words are kept, none of
 * the header's own text.
 */
export function deviceOf(userAgent: string | null): string {
  const text = userAgent ?? ''
  const browser = find(BROWSERS, text)
  const system = find(SYSTEMS, text)
  return browser && system ? `${browser} on ${system}` : browser ?? system ?? 'Unknown device'
}
