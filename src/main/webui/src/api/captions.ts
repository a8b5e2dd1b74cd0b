import { videoAt } from './addresses';
import { ask } from './http';
import type { Caption } from './types';

export interface CaptionUpload {
  language: string;
  label: string;
  kind: string;
  file: File;
}

const captionsAt = (id: string, language: string) => `${videoAt(id)}/captions/${encodeURIComponent(language)}`;

export function putCaptions(id: string, { language, label, kind, file }: CaptionUpload): Promise<Caption> {
  const told = new URLSearchParams({ kind, ...(label && { label }) });
  return ask<Caption>(`${captionsAt(id, language)}?${told}`, { method: 'PUT', headers: { 'Content-Type': 'text/vtt' }, body: file });
}

export const deleteCaptions = (id: string, language: string) => ask<void>(captionsAt(id, language), { method: 'DELETE' });
