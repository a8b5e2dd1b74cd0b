import type { Activity } from '../api/activity';

/** What has been seen since the page was opened; the server keeps no history of it. */
export interface Moment {
  /** In seconds since 1970. */
  at: number;
  /** Missing while the processing does not answer. */
  running?: number;
  waiting?: number;
  /** Seconds of video per second, of all that is running. */
  speed?: number;
  freeBytes: number;
}

/** An hour of them at one a second. */
const MOST = 3_600;

export function momentOf({ queue, storage }: Activity, now: number): Moment {
  return {
    at: now / 1000,
    freeBytes: storage.usable_bytes,
    ...(queue && { running: queue.running_count, waiting: queue.queued_count, speed: queue.running.reduce((sum, one) => sum + (one.processing?.speed ?? 0), 0) }),
  };
}

export const added = (history: Moment[], moment: Moment): Moment[] => [...history.slice(Math.max(0, history.length + 1 - MOST)), moment];
