"""Several Chromiums, each with a voice of its own: a tone that a test can find again in what the others hear."""

from __future__ import annotations

import array
import math
import os
import shutil
import signal
import time
import wave
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Playwright

RATE = 48000
LOUD_DB = -75.0  # of full scale, in the spectrum of what a page plays
ABOVE_DB = 18.0  # above what lies beside it
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required", "--disable-features=WebRtcHideLocalIpsWithMdns", "--allow-loopback-in-peer-connection",
    "--auto-accept-this-tab-capture",
]
# the browser's own cleaning of speech would take a steady tone away; and a record of when the first picture of somebody else came
EARS = """
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = (wish) => ask({ ...wish, ...(wish.audio ? { audio: {
  ...(wish.audio === true ? {} : wish.audio), echoCancellation: false, noiseSuppression: false, autoGainControl: false } } : {}) });
window.ears = new Map();
window.spectrum = async (tones) => {
  window.hearing = window.hearing || new AudioContext();
  await window.hearing.resume();
  const found = new Set();
  for (let round = 0; round < 6; round += 1) {
    for (const video of document.querySelectorAll(".tile:not(.me) video")) {
      const stream = video.srcObject;
      if (!stream) continue;
      for (const track of stream.getAudioTracks()) {
        if (track.readyState !== "live" || window.ears.has(track.id)) continue;
        const analyser = window.hearing.createAnalyser();
        Object.assign(analyser, { fftSize: 8192, smoothingTimeConstant: 0 });
        window.hearing.createMediaStreamSource(new MediaStream([track])).connect(analyser);
        window.ears.set(track.id, { analyser, track });
      }
    }
    await new Promise((done) => setTimeout(done, 250));
    for (const { analyser, track } of window.ears.values()) {
      if (track.readyState !== "live") continue;
      const bins = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(bins);
      const width = window.hearing.sampleRate / analyser.fftSize;
      for (const tone of tones) {
        const at = Math.round(tone / width);
        const peak = Math.max(...bins.slice(at - 2, at + 3));
        const beside = [...bins.slice(at - 30, at - 10), ...bins.slice(at + 11, at + 31)].sort((a, b) => a - b)[20];
        if (peak > LOUD && peak - beside > ABOVE) found.add(tone);
      }
    }
  }
  return [...found];
};
window.firstPicture = 0;
window.pressed = 0;
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-do=enter]")) return;
  window.pressed = performance.now();
  const look = () => {
    const shown = [...document.querySelectorAll(".tile:not(.me) video")].some((v) => !v.hidden && v.videoWidth > 0 && v.currentTime > 0);
    if (shown) window.firstPicture = performance.now() - window.pressed; else setTimeout(look, 10);
  };
  look();
}, true);
""".replace("LOUD", str(LOUD_DB)).replace("ABOVE", str(ABOVE_DB))


def tone(path: Path, hertz: float) -> Path:
    """Ten seconds of one tone, faded in and out so that the loop has no click."""
    samples = array.array("h")
    total = RATE * 10
    for n in range(total):
        edge = min(n, total - n, RATE // 20) / (RATE // 20)
        samples.append(int(9000 * edge * math.sin(2 * math.pi * hertz * n / RATE)))
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(samples.tobytes())
    return path


def chromium(play: Playwright, voice: Path, *more: str) -> Browser:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "these tests need Chromium: apt-get install chromium fonts-noto-cjk"
    return play.chromium.launch(executable_path=path, args=[*ARGUMENTS, f"--use-file-for-fake-audio-capture={voice}", *more])


def network_of(voice: Path) -> list[int]:
    """The processes through which the Chromium with this voice reaches the network. Stopped, its page lives on without a line."""
    parents: dict[int, int] = {}
    words: dict[int, str] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            words[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            parents[int(folder.name)] = int((folder / "stat").read_text().rsplit(") ", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
    mine = {pid for pid, said in words.items() if str(voice) in said and "--type=" not in said}
    return [pid for pid, said in words.items() if "network.mojom.NetworkService" in said and parents.get(pid) in mine]


def cut(voice: Path, seconds: float) -> None:
    """No packet in or out of one browser for a while, as when a telephone changes its network."""
    found = network_of(voice)
    assert found, "no network process of this browser found"
    for pid in found:
        os.kill(pid, signal.SIGSTOP)
    try:
        time.sleep(seconds)
    finally:
        for pid in found:
            os.kill(pid, signal.SIGCONT)


def others(tones: Sequence[int], own: int) -> set[int]:
    return {t for t in tones if t != own}
