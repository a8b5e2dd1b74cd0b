/** A moment of a video, in seconds, as people and addresses write it: "90", "90s", "1m30s", "1h2m3s", "1:02:03"; 0 for anything else. */
export function secondsOf(text: string | null): number {
  if (!text) return 0;
  if (/^\d{1,3}(:\d{1,2}){1,2}(\.\d+)?$/.test(text)) return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  const parts = /^(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,7}(?:\.\d+)?)s?)?$/.exec(text);
  if (!parts) return 0;
  const [, hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
  return hours * 3600 + minutes * 60 + seconds;
}
