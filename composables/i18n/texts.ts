/** The texts of one language, by their dotted path: `connection.short.open`. */
export type Texts = ReadonlyMap<string, string>

export type Values = Readonly<Record<string, string | number>>

/** Flattens a language file, whose texts are nested by subject. */
export function flattenTexts(file: unknown, prefix = ''): [string, string][] {
  if (typeof file === 'string') return [[prefix, file]]
  if (typeof file !== 'object' || file === null) return []
  return Object.entries(file).flatMap(([key, value]) => flattenTexts(value, prefix === '' ? key : `${prefix}.${key}`))
}

/**
 * A text with its values inserted. `one | many`: the first form is for a count of 1; a language without plurals has one
 * form.
 * @param count chooses the form; the text shows it only where it contains `{count}`
 */
export function fillText(text: string, values: Values = {}, count?: number): string {
  const forms = text.split(' | ')
  const form = forms.length > 1 && count !== 1 && count !== undefined ? forms[1] : forms[0]
  return (form ?? text).replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap))
}
