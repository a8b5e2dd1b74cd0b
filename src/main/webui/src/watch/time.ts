/** Moments of a video as people and addresses write them; in seconds. */

/** "90", "90s", "1m30s", "1h2m3s", "1:02:03"; 0 for anything else. */
export function secondsOf(text: string | null): number {
  if (!text) return 0;
  if (/^\d{1,3}(:\d{1,2}){1,2}(\.\d+)?$/.test(text)) return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  const parts = /^(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,7}(?:\.\d+)?)s?)?$/.exec(text);
  if (!parts) return 0;
  const [, hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
  return hours * 3600 + minutes * 60 + seconds;
}

/** 0:00, 12:34, 1:02:03. */
export function stamp(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const pad = (n: number) => String(n).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes}:${pad(whole % 60)}` : `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(whole % 60)}`;
}

/** For those who hear it. */
export function spoken(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [
    [Math.floor(whole / 3600), 'hour'],
    [Math.floor(whole / 60) % 60, 'minute'],
    [whole % 60, 'second'],
  ] as const;
  const named = parts.filter(([n], index) => n > 0 || (index === 2 && whole < 60));
  return named.map(([n, word]) => `${n} ${word}${n === 1 ? '' : 's'}`).join(' ');
}
