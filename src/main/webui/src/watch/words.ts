import type { Video } from '../api/types';
import type { VideoEdit } from '../api/videos';
import { tagsOf } from '../library/tags';
import { quoted } from '../ui/words';
import { chaptersOf, linesOf } from './chapters';

/** What can be written of a video, as it stands in fields. */
export interface Words {
  title: string;
  description: string;
  tags: string;
  chapters: string;
}

type Field = keyof Words;
const FIELDS: Field[] = ['title', 'description', 'tags', 'chapters'];

export const wordsOf = (video: Video): Words => ({
  title: video.title,
  description: video.description,
  tags: video.tags.join(', '),
  chapters: linesOf(video.chapters),
});

/** Fields in which somebody has written something. What nobody has touched is not sent, so that it overwrites nothing. */
export const touched = (begun: Words, written: Words) => FIELDS.filter((field) => written[field].trim() !== begun[field].trim());

/** Of these, those that somebody else has changed meanwhile, and to something else. */
export const disputed = (begun: Words, written: Words, now: Words) =>
  touched(begun, written).filter((field) => now[field].trim() !== begun[field].trim() && now[field].trim() !== written[field].trim());

/** As it is now, with what somebody has written upon what stood there before. */
export const rebased = (begun: Words, written: Words, now: Words): Words => ({ ...now, ...Object.fromEntries(touched(begun, written).map((field) => [field, written[field]])) });

/** Throws with a sentence that names a line of the chapters. */
export function editOf(written: Words, fields: Field[]): VideoEdit {
  const edit: VideoEdit = {};
  if (fields.includes('title')) edit.title = written.title;
  if (fields.includes('description')) edit.description = written.description;
  if (fields.includes('tags')) edit.tags = tagsOf(written.tags);
  if (fields.includes('chapters')) edit.chapters = chaptersOf(written.chapters);
  return edit;
}

/** Both are there: what somebody has written in the fields, what somebody else has in this sentence. */
export function disputeOf(now: Words, fields: Field[]): string {
  const theirs = fields.map((field) => `the ${field} to ${now[field] ? quoted(now[field].replace(/\n/g, ' / ')) : 'nothing'}`);
  return `Meanwhile somebody has changed ${theirs.join(', and ')}. Save once more to have yours instead.`;
}
