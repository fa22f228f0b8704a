// One soft tone, made and not loaded. A browser that was never touched since the page opened keeps silent.
const HERTZ = 660;
const SECONDS = 0.35;
const LOUDNESS = 0.08;

let audio: AudioContext | undefined;

export function chime(): void {
  if (typeof AudioContext === "undefined") {
    return;
  }
  audio ??= new AudioContext();
  // What waits for a touch would sound long after what it tells of.
  if (audio.state === "suspended") {
    void audio.resume().catch(() => undefined);
  }
  const now = audio.currentTime;
  const tone = new OscillatorNode(audio, { frequency: HERTZ });
  const volume = new GainNode(audio, { gain: LOUDNESS });
  volume.gain.exponentialRampToValueAtTime(0.001, now + SECONDS);
  tone.connect(volume).connect(audio.destination);
  tone.start(now);
  tone.stop(now + SECONDS);
}
