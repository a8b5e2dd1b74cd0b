import { tick } from 'svelte';

export type Screen = 'library' | 'uploads' | 'trash' | 'activity' | 'watch' | 'embed' | 'nowhere';

export interface Place {
  screen: Screen;
  /** Of the video, on the screens of one. */
  id: string;
  query: URLSearchParams;
}

/** platform.http answers these addresses, and only these, with the page. */
export function placeOf(url: URL): Place {
  const [screen = '', id = '', ...rest] = url.pathname.replace(/^\/|\/$/g, '').split('/');
  const query = url.searchParams;
  if (rest.length === 0) {
    if (screen === '' && !id) return { screen: 'library', id: '', query };
    if ((screen === 'watch' || screen === 'embed') && id) return { screen, id: decodeURIComponent(id), query };
    if ((screen === 'uploads' || screen === 'trash' || screen === 'activity') && !id) return { screen, id: '', query };
  }
  return { screen: 'nowhere', id: '', query };
}

const SCROLLS = 'vitascope.scroll';

/** Which screen is shown. Links are ordinary ones; a click on one of the page's own stays in the page. */
class Router {
  place = $state.raw(placeOf(new URL(location.href)));
  /** Where the screen shall scroll to once it has something to show; 0 for a new one. */
  private wantedY = 0;

  constructor() {
    history.scrollRestoration = 'manual';
    if (!history.state?.key) history.replaceState({ key: crypto.getRandomValues(new Uint32Array(1))[0] }, '');
    this.wantedY = this.remembered();
    addEventListener('popstate', () => this.show(this.remembered()));
    addEventListener('pagehide', () => this.remember());
    document.addEventListener('click', (event) => this.follow(event));
  }

  go(address: string): void {
    const url = new URL(address, location.href);
    if (url.href === location.href) return;
    this.remember();
    history.pushState({ key: crypto.getRandomValues(new Uint32Array(1))[0] }, '', url);
    this.show(0);
  }

  /** Another address for the same screen, such as another filter: no step to go back to. */
  replace(address: string): void {
    history.replaceState(history.state, '', address);
    this.place = placeOf(new URL(location.href));
  }

  /** Called by a screen when its height is what it was, so that going back leads to where one was. */
  restoreScroll(): void {
    const y = this.wantedY;
    this.wantedY = 0;
    if (y > 0) void tick().then(() => scrollTo({ top: y, behavior: 'instant' }));
  }

  private show(y: number): void {
    this.wantedY = y;
    this.place = placeOf(new URL(location.href));
    if (y === 0) scrollTo({ top: 0, behavior: 'instant' });
    // Somebody who listens to the page hears its title, and goes on at its beginning.
    void tick().then(() => document.getElementById('main')?.focus({ preventScroll: true }));
  }

  private follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest?.('a');
    if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
    if (link.hash && link.pathname === location.pathname) return;
    if (placeOf(new URL(link.href)).screen === 'nowhere') return;
    event.preventDefault();
    this.go(link.href);
  }

  private remembered(): number {
    try {
      return JSON.parse(sessionStorage.getItem(SCROLLS) ?? '{}')[history.state?.key] ?? 0;
    } catch {
      return 0;
    }
  }

  private remember(): void {
    try {
      const all = JSON.parse(sessionStorage.getItem(SCROLLS) ?? '{}');
      sessionStorage.setItem(SCROLLS, JSON.stringify({ ...all, [history.state?.key]: scrollY }));
    } catch {
      // Without storage, going back leads to the top.
    }
  }
}

export const router = new Router();
