/**
 * Numbers as people read them. By hand: the first use of Intl costs a phone a quarter of a second, before anything is seen.
 */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];

export function size(bytes: number): string {
  let unit = 0;
  let n = bytes;
  while (n >= 999.5 && unit < UNITS.length - 1) {
    n /= 1000;
    unit++;
  }
  return `${unit > 0 && n < 9.95 ? n.toFixed(1) : Math.round(n)} ${UNITS[unit]}`;
}

/** A name within a sentence, which it does not turn around when it is written from right to left. */
export const quoted = (name: string): string => `“\u2068${name}\u2069”`;

/** "999 kbit/s", "1.2 Mbit/s". */
export const rate = (bitsPerSecond: number): string => (bitsPerSecond >= 999_500 ? `${(bitsPerSecond / 1_000_000).toFixed(1)} Mbit/s` : `${Math.round(bitsPerSecond / 1000)} kbit/s`);

/** As on a player, which counts whole seconds: 0:00, 12:34, 1:02:03. */
export function clock(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const pad = (n: number) => String(n).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes}:${pad(whole % 60)}` : `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(whole % 60)}`;
}

/** The same for those who hear it: "1 hour 2 minutes 3 seconds". */
export function spoken(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const parts: [number, string][] = [
    [Math.floor(whole / 3600), 'hour'],
    [Math.floor(whole / 60) % 60, 'minute'],
    [whole % 60, 'second'],
  ];
  return parts.filter(([n, unit]) => n > 0 || (unit === 'second' && whole === 0)).map(([n, unit]) => many(n, unit)).join(' ');
}

/** How long something will take: "8 s", "3 min", "2 h 5 min". */
export function left(seconds: number): string {
  if (seconds < 59.5) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes / 60} h`;
}

/** 1,234,567. */
export const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');

export function many(n: number, one: string, more = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : more}`;
}

export function ordinal(n: number): string {
  const tens = n % 100;
  const ending = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${ending}`;
}

/** Of what goes on, so never 100: where it is over, that is said. */
export function percent(of: number): string {
  return `${Math.min(Math.floor(of), 99)} %`;
}

export function day(iso: string): string {
  const date = new Date(iso);
  return `${MONTHS[date.getMonth()]} ${date.getDate()}, ${date.getFullYear()}`;
}

/** The day and the time of it. */
export function moment(iso: string): string {
  const date = new Date(iso);
  return `${day(iso)}, ${date.getHours()}:${String(date.getMinutes()).padStart(2, '0')}`;
}

/** "just now", "5 minutes ago", "yesterday", then the day. */
export function ago(iso: string, now = Date.now()): string {
  const seconds = (now - Date.parse(iso)) / 1000;
  if (seconds < 45) return 'just now';
  if (seconds < 3_570) return `${many(Math.round(seconds / 60), 'minute')} ago`;
  if (seconds < 84_600) return `${many(Math.round(seconds / 3600), 'hour')} ago`;
  const days = Math.round(seconds / 86_400);
  if (days === 1) return 'yesterday';
  return days < 7 ? `${days} days ago` : day(iso);
}
