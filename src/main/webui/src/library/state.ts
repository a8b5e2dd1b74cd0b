import type { Video } from '../api/types';
import { ago, left, many, ordinal, percent } from '../ui/words';

/** One line about a video, as it is now. */
export function stateWords(video: Video): string {
  if (video.state === 'failed') return video.failure?.detail ?? 'It could not be processed.';
  if (video.state === 'ready') return `${many(video.views, 'view')} · ${ago(video.created_at)}`;
  const processing = video.processing;
  if (processing?.state === 'queued') {
    const place = processing.queue_position;
    return place ? `Waiting, ${ordinal(place + 1)} in line` : 'Waiting, next in line';
  }
  const parts = [video.progress === undefined ? 'Processing' : `Processing, ${percent(video.progress)}`];
  if (processing?.eta_seconds) parts.push(`${left(processing.eta_seconds)} left`);
  return parts.join(' · ');
}

export const hasPicture = (video: Video) => video.width > 0;

/** Players open it. */
export const isWatchable = (video: Video) => video.playable || video.state === 'ready';
