import type { Outcome } from '../api/videos';
import { many, quoted } from '../ui/words';

/** What somebody reads of it: how many were done, how many were not, and why the first of them was not. */
export function wordsOf(outcome: Outcome, done: string, title = ''): string {
  const named = outcome.done.length === 1 && title ? quoted(title) : many(outcome.done.length, 'video');
  if (outcome.refused === 0) return `${named} ${done}`;
  return outcome.done.length === 0 ? outcome.sentence : `${named} ${done}, ${outcome.refused} not: ${outcome.sentence}`;
}
