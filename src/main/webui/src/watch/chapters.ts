import type { Chapter } from '../api/types';
import { clock } from '../ui/words';
import { secondsOf } from './time';

/** Chapters as one writes them below a video: a line each, its time first. */
export const linesOf = (chapters: Chapter[]) => chapters.map((chapter) => `${clock(chapter.start_ms / 1000)} ${chapter.title}`).join('\n');

/** Throws with a sentence that names the line. */
export function chaptersOf(text: string): Pick<Chapter, 'start_ms' | 'title'>[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.flatMap((line, index) => {
    if (!line) return [];
    const [, time, title] = /^(\d{1,3}(?::\d{1,2}){1,2}(?:\.\d+)?)\s+[-–—]?\s*(\S.*)$/.exec(line) ?? [];
    if (!time || !title) throw new Error(`Line ${index + 1} of the chapters must be a time and a title, such as “1:30 The sea”.`);
    return [{ start_ms: Math.round(secondsOf(time) * 1000), title }];
  });
}
