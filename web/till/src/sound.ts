// Three short tones, off unless wished for.
const tones = { beep: [1320, 0.05], done: [880, 0.14], wrong: [220, 0.22] } as const
let context: AudioContext | undefined

export function sound(which: keyof typeof tones, isWished: boolean) {
  if (!isWished || typeof AudioContext === 'undefined') return
  context ??= new AudioContext()
  const [pitch, seconds] = tones[which]
  const [tone, volume] = [context.createOscillator(), context.createGain()]
  tone.frequency.value = pitch
  volume.gain.value = 0.08
  tone.connect(volume).connect(context.destination)
  tone.start()
  tone.stop(context.currentTime + seconds)
}
