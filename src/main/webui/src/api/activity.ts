import { ask } from './http';
import type { Processing, Progress } from './types';

export interface Work {
  id: string;
  title: string;
  poster: string;
  created_at: string;
  duration_ms: number;
  playable: boolean;
  progress?: number;
  processing?: Processing;
  renditions: Progress['renditions'];
}

export interface FailedVideo {
  id: string;
  title: string;
  created_at: string;
  updated_at: string;
  playable: boolean;
  failure?: { code: string; detail: string; retryable: boolean };
}

export interface Activity {
  queue?: { running_count: number; queued_count: number; longest_wait_seconds: number; running: Work[]; waiting: Work[] };
  failures: { total_count: number; items: FailedVideo[] };
  videos: { total: number; processing: number; ready: number; failed: number; trashed: number };
  storage: { original_bytes: number; rendition_bytes: number; usable_bytes: number };
  links: { name: string; href: string }[];
}

export const getActivity = (signal: AbortSignal) => ask<Activity>('/api/v1/activity', { signal });

/** What /q/info tells of the build; more stands there. */
export interface Info {
  build?: { version?: string };
  git?: { branch?: string; commit?: { id?: string | { abbrev?: string } ; time?: string } };
  java?: { version?: string };
  os?: { name?: string; arch?: string };
}

export const getInfo = () => ask<Info>('/q/info');
