/** The size that the icon is drawn in, in px. */
const SIZE = 64
const ICON = '/favicon.svg'

/** The icon of the page with a number on it, as a data URL; null where the browser does not draw it. */
async function draw(count: number): Promise<string | null> {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = SIZE
  const context = canvas.getContext('2d')
  if (!context) return null
  const picture = new Image(SIZE, SIZE)
  picture.src = ICON
  await picture.decode()
  context.drawImage(picture, 0, 0, SIZE, SIZE)
  const text = count > 99 ? '99+' : String(count)
  const width = text.length > 2 ? 52 : text.length > 1 ? 44 : 36
  context.fillStyle = '#c62828'
  context.beginPath()
  context.roundRect(SIZE - width, SIZE - 36, width, 36, 18)
  context.fill()
  context.fillStyle = '#fff'
  context.font = 'bold 28px system-ui, sans-serif'
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(text, SIZE - width / 2, SIZE - 17, width - 8)
  return canvas.toDataURL('image/png')
}

/** Shows a number on the page's icon; 0 shows the icon as it is. The last call counts. */
export function createIconBadge() {
  let wanted = 0
  let link: HTMLLinkElement | null = null

  return async function show(count: number): Promise<void> {
    wanted = count
    const url = count > 0 ? await draw(count).catch(() => null) : null
    if (wanted !== count) return
    link?.remove()
    link = null
    if (url === null) return
    link = Object.assign(document.createElement('link'), { rel: 'icon', type: 'image/png', href: url })
    // The last one of its kind is shown.
    document.head.append(link)
  }
}
