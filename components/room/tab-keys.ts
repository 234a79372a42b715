/**
 * The tab a key leads to, or null when the key is none of the tabs'. Both directions work, since the tabs stand in a
 * row or in a column.
 */
export function nextTab(key: string, index: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown': return (index + 1) % count
    case 'ArrowLeft':
    case 'ArrowUp': return (index - 1 + count) % count
    case 'Home': return 0
    case 'End': return count - 1
    case 'Enter':
    case ' ': return index
    default: return null
  }
}
