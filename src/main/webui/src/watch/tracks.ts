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
