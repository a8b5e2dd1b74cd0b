import { TextTrack } from 'vidstack';
import type { MediaPlayerElement } from 'vidstack/elements';
import type { Caption, Chapter } from '../api/types';
import { harmless } from './captions';

/** Captions as Vidstack shows them; a file is loaded when it is chosen. News of a video bring the same captions again. */
export function offerCaptions({ textTracks }: MediaPlayerElement, captions: Caption[], chosen: Caption | undefined): void {
  for (const track of textTracks.getByKind(['captions', 'subtitles'])) {
    if (!captions.some(({ href }) => href === track.id)) textTracks.remove(track);
  }
  for (const { href, kind, label, language } of captions) {
    if (textTracks.getById(href)) continue;
    const track = new TextTrack({ id: href, src: href, type: 'vtt', kind: kind === 'captions' ? 'captions' : 'subtitles', label: label ?? '', language });
    track.addEventListener('load', () => {
      for (const cue of track.cues) cue.text = harmless(cue.text);
    });
    textTracks.add(track);
  }
  for (const track of textTracks.getByKind(['captions', 'subtitles'])) track.mode = track.id === chosen?.href ? 'showing' : 'disabled';
}

/** Chapters as Vidstack's bar shows them; answers what takes them back. */
export function offerChapters({ textTracks }: MediaPlayerElement, chapters: Chapter[], durationSeconds: number): (() => void) | undefined {
  if (chapters.length === 0) return;
  const track = new TextTrack({ id: 'chapters', kind: 'chapters' });
  chapters.forEach(({ start_ms, title }, index) => {
    const end = chapters[index + 1]?.start_ms ?? Math.max(durationSeconds * 1000, start_ms);
    track.addCue(new VTTCue(start_ms / 1000, end / 1000, title));
  });
  textTracks.add(track);
  track.mode = 'showing';
  return () => textTracks.remove(track);
}

/** How long media-captions waits before it lays captions out anew, in milliseconds. */
const LAYOUT_MS = 50;

/**
 * media-captions 1.0.4 takes where it has put a caption for where the file wants it when its place has another size; so that is
 * taken away just before. Begins before media-captions does, and is called first for that.
 */
export function layOutAnew(overlay: HTMLElement): () => void {
  let soon: ReturnType<typeof setTimeout> | undefined;
  const forget = () => {
    for (const cue of overlay.querySelectorAll<HTMLElement>('[data-part=cue-display]')) {
      for (const side of ['top', 'right', 'bottom', 'left']) cue.style.removeProperty(`--cue-${side}`);
    }
  };
  const observer = new ResizeObserver(() => {
    clearTimeout(soon);
    soon = setTimeout(forget, LAYOUT_MS);
  });
  observer.observe(overlay);
  return () => {
    clearTimeout(soon);
    observer.disconnect();
  };
}
