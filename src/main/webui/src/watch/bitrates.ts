/** Where in a video its bytes are. */
import type { Span } from '../api/types';

/** In bits per second. */
export const rateOf = (span: Span) => (span.duration_ms > 0 ? (span.size_bytes * 8_000) / span.duration_ms : 0);

/** The one that is played at that time; none before the first, and after the last. */
export function spanAt(spans: Span[], seconds: number): Span | undefined {
  const span = spans.findLast((one) => one.start_ms <= seconds * 1000);
  return span && seconds * 1000 <= span.start_ms + span.duration_ms ? span : undefined;
}

/** Of all of it, in bits per second. */
export function measured(spans: Span[]): { least: number; average: number; most: number } {
  const rates = spans.map(rateOf);
  const bytes = spans.reduce((sum, one) => sum + one.size_bytes, 0);
  const milliseconds = spans.reduce((sum, one) => sum + one.duration_ms, 0);
  return { least: Math.min(...rates), average: rateOf({ start_ms: 0, duration_ms: milliseconds, size_bytes: bytes }), most: Math.max(...rates) };
}

/** A step line: each rate from where it begins, and the last one to where it ends. In seconds and bits per second. */
export function stepsOf(spans: Span[]): { x: number[]; y: number[] } {
  const last = spans.at(-1);
  if (!last) return { x: [], y: [] };
  return {
    x: [...spans.map((one) => one.start_ms / 1000), (last.start_ms + last.duration_ms) / 1000],
    y: [...spans.map(rateOf), rateOf(last)],
  };
}
