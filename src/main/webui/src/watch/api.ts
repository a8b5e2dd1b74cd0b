import { ask, askWith } from '../api/http';
import type { Caption, Video } from '../api/types';

const at = (id: string) => `/api/v1/videos/${encodeURIComponent(id)}`;

export interface ChapterEdit {
  start_ms: number;
  title: string;
}

export interface Edit {
  title: string;
  description: string;
  tags: string[];
  chapters?: ChapterEdit[] | null;
}

export const saveEdit = (id: string, edit: Edit) => askWith<Video>('PATCH', at(id), edit, 'application/merge-patch+json');

export const choosePoster = (id: string, timeMs: number) => askWith<Video>('PUT', `${at(id)}/poster`, { time_ms: timeMs });
export const sendPoster = (id: string, file: File) =>
  ask<Video>(`${at(id)}/poster`, { method: 'PUT', headers: { 'Content-Type': file.type }, body: file });
export const resetPoster = (id: string) => ask<Video>(`${at(id)}/poster`, { method: 'DELETE' });

export interface CaptionUpload {
  language: string;
  label: string;
  kind: string;
  file: File;
}

export function putCaptions(id: string, { language, label, kind, file }: CaptionUpload): Promise<Caption> {
  const told = new URLSearchParams({ kind, ...(label && { label }) });
  return ask<Caption>(`${at(id)}/captions/${encodeURIComponent(language)}?${told}`, { method: 'PUT', headers: { 'Content-Type': 'text/vtt' }, body: file });
}

export const deleteCaptions = (id: string, language: string) => ask<void>(`${at(id)}/captions/${encodeURIComponent(language)}`, { method: 'DELETE' });
