const NAME = 'vitascope_viewer';

/**
 * A name made up for whoever looks through this browser, until it is closed, so that views of several people behind one address
 * are counted apart. Nothing where there is one: what is answered is the cookie to set. Within another site's page, the name is for
 * that site alone, and for none without HTTPS.
 */
export function viewerCookie(cookies: string, secure: boolean): string | undefined {
  if (cookies.split('; ').some((cookie) => cookie.startsWith(`${NAME}=`))) return undefined;
  const name = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${NAME}=${name}; path=/; ${secure ? 'samesite=none; secure; partitioned' : 'samesite=lax'}`;
}

export function nameViewer(): void {
  const cookie = viewerCookie(document.cookie, location.protocol === 'https:');
  if (cookie) document.cookie = cookie;
}
