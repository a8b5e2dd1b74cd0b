import type { UploadLimits } from '../api/types';
import { size } from '../ui/words';

/** Why the server would refuse this file, in a sentence, before a byte is sent. Empty when nothing speaks against it. */
export function refusal(file: { name: string; size: number; type: string }, limits: UploadLimits): string {
  if (file.size === 0) return 'This file is empty.';
  if (limits.refused_types.includes(file.type)) return `This is no video: files of the type ${file.type} are not taken.`;
  if (file.size > limits.max_size_bytes) {
    return `This file is too large: it has ${size(file.size)}, and ${size(limits.max_size_bytes)} is the most that is taken.`;
  }
  if (file.size > limits.available_bytes) {
    return `The server has no room for this file now: it has ${size(file.size)}, and ${size(limits.available_bytes)} are free.`;
  }
  return '';
}

/** What the file at an address is called, as the server calls it: the last part of the path. */
export function nameIn(address: string): string {
  const { pathname, hostname } = new URL(address);
  const last = pathname.split('/').pop() ?? '';
  try {
    return decodeURIComponent(last) || hostname;
  } catch {
    return last;
  }
}

/** As a title: without the ending, underscores as blanks. */
export function titleOf(fileName: string): string {
  return fileName.replace(/\.[A-Za-z0-9]{1,5}$/, '').replace(/[_\s]+/g, ' ').trim() || fileName;
}
