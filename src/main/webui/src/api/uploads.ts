import { UPLOADS, VIDEOS } from './addresses';
import { ask, askWith, send } from './http';
import type { UploadLimits, UploadStatus } from './types';

const TUS = { 'Tus-Resumable': '1.0.0' };

export const uploadLimits = () => ask<UploadLimits>(`${UPLOADS}/limits`);

/** The server fetches the file by itself; the answer tells where to ask how far it is. */
export const importVideo = (url: string, words: { title: string }) => askWith<UploadStatus>('POST', VIDEOS, { source: { type: 'url', url }, ...words });

export const getUpload = (address: string, signal: AbortSignal) => ask<UploadStatus>(address, { signal });

/** How far one is that this page sends: a video by now, bytes that are there, or forgotten. */
export type Reached = { video: string } | { bytes: number } | 'forgotten';

/** Undefined when the server told none of it. */
export async function reached(address: string): Promise<Reached | undefined> {
  const { ok, status, headers } = await send(address, { method: 'HEAD', headers: TUS });
  const video = headers.get('Video-Location');
  if (video) return { video };
  if (status === 404 || status === 410) return 'forgotten';
  const bytes = headers.get('Upload-Offset');
  return ok && bytes !== null ? { bytes: Number(bytes) } : undefined;
}

/** The server forgets its bytes, unless it is a video by now: 409. Answers the status. */
export const dropUpload = async (address: string) => (await send(address, { method: 'DELETE', headers: TUS })).status;
