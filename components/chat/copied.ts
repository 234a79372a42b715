/** A message as it is copied together with others. `time` is what the list shows. */
export interface CopiedLine {
  readonly name: string
  readonly time: string
  readonly text: string
}

/** One line per message, as people quote a conversation: `name, time: text`. */
export function plainOf(lines: readonly CopiedLine[]): string {
  return lines.map(({ name, time, text }) => `${name}, ${time}: ${text}`).join('\n')
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string) => text.replace(/[&<>"]/g, sign => ESCAPES[sign] ?? sign)

/** The same as HTML: one paragraph per message, with its line breaks. */
export function htmlOf(lines: readonly CopiedLine[]): string {
  return lines
    .map(
      ({ name, time, text }) =>
        `<p><b>${escaped(name)}</b>, ${escaped(time)}: ${escaped(text).replaceAll('\n', '<br>')}</p>`,
    )
    .join('')
}

/** The text of `range` within `element`; empty if there is none. */
function selectedIn(element: Element, range: Range): string {
  if (!range.intersectsNode(element)) return ''
  const part = document.createRange()
  part.selectNodeContents(element)
  if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0)
    part.setStart(range.startContainer, range.startOffset)
  if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0) part.setEnd(range.endContainer, range.endOffset)
  return part.toString()
}

/**
 * The selected texts of a list, each with the key of its message, in the order of the list.
 * @param texts the elements that hold the texts, and nothing else
 */
export function selectedTexts(
  texts: Iterable<Element>,
  selection: Selection,
): { readonly element: Element, readonly text: string }[] {
  const ranges = Array.from({ length: selection.rangeCount }, (_, index) => selection.getRangeAt(index))
  return [...texts].flatMap((element) => {
    const text = ranges.map(range => selectedIn(element, range)).join('').trim()
    return text === '' ? [] : [{ element, text }]
  })
}
