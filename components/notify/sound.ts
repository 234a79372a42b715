/** Two soft tones, made here: no file to fetch. A browser that allows no sound yet stays silent. */
export function playSound(): void {
  try {
    const context = new AudioContext()
    const volume = context.createGain()
    volume.connect(context.destination)
    volume.gain.setValueAtTime(0.08, context.currentTime)
    volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.35)
    for (const [index, frequency] of [660, 880].entries()) {
      const tone = context.createOscillator()
      tone.frequency.value = frequency
      tone.connect(volume)
      tone.start(context.currentTime + index * 0.1)
      tone.stop(context.currentTime + 0.35)
    }
    setTimeout(() => void context.close(), 500)
  }
  catch {
    // No sound device, or none allowed.
  }
}
