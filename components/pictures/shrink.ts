import { PICTURE_EDGE_PX, PICTURE_MAX_BYTES } from '#shared/schemas/picture'

/** How much is given up for size, the least first. */
const QUALITIES = [0.85, 0.7, 0.5, 0.3]
/** Not every browser writes WebP: it answers with another type then. */
const TYPES = ['image/webp', 'image/jpeg'] as const

/**
 * The middle of a picture as a square of `PICTURE_EDGE_PX`, in Base64. It is drawn anew, so that nothing is left of
 * where and with what it was taken. Null for what the browser can't read as a picture.
 */
export async function shrink(file: Blob): Promise<string | null> {
  const bitmap = await createImageBitmap(file).catch(() => null)
  if (!bitmap) return null
  const canvas = drawn(bitmap)
  bitmap.close()
  for (const type of TYPES) {
    for (const quality of QUALITIES) {
      const blob = await blobOf(canvas, type, quality)
      if (blob?.type !== type) break
      if (blob.size <= PICTURE_MAX_BYTES) return base64Of(await blob.arrayBuffer())
    }
  }
  return null
}

function drawn(bitmap: ImageBitmap): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = PICTURE_EDGE_PX
  canvas.height = PICTURE_EDGE_PX
  const edge = Math.min(bitmap.width, bitmap.height)
  const [left, top] = [(bitmap.width - edge) / 2, (bitmap.height - edge) / 2]
  const context = canvas.getContext('2d')
  if (context) {
    // JPEG has no transparent ground.
    context.fillStyle = '#fff'
    context.fillRect(0, 0, PICTURE_EDGE_PX, PICTURE_EDGE_PX)
    context.imageSmoothingQuality = 'high'
    context.drawImage(bitmap, left, top, edge, edge, 0, 0, PICTURE_EDGE_PX, PICTURE_EDGE_PX)
  }
  return canvas
}

function blobOf(canvas: HTMLCanvasElement, type: string, quality: number): Promise<Blob | null> {
  return new Promise(resolve => canvas.toBlob(resolve, type, quality))
}

function base64Of(bytes: ArrayBuffer): string {
  return btoa(Array.from(new Uint8Array(bytes), byte => String.fromCharCode(byte)).join(''))
}
