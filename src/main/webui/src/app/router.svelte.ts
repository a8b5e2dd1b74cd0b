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

/** How a screen was left. */
interface Left {
  y: number;
  link?: string;
}

/** What tells one step of the history from the others. */
const newEntry = () => ({ key: crypto.getRandomValues(new Uint32Array(1))[0] });

const NOWHERE: Left = { y: 0 };
const LEFT = 'vitascope.left';

/** Which screen is shown. Links are ordinary ones; a click on one of the page's own stays in the page. */
class Router {
  place = $state.raw(placeOf(new URL(location.href)));
  /** Where the screen shall scroll to once it has something to show, and the link that led away; 0 and none for a new one. */
  private wanted: Left = NOWHERE;

  constructor() {
    history.scrollRestoration = 'manual';
    // Reading the storage makes the first paint wait: only who has been here can have left anything.
    if (history.state?.key) this.wanted = { y: this.remembered().y };
    // Not on leaving: then it is too late for the browser to keep it.
    addEventListener('scroll', () => this.name(), { once: true, passive: true });
    addEventListener('popstate', () => this.show(this.remembered()));
    addEventListener('pagehide', () => this.remember());
    document.addEventListener('click', (event) => this.follow(event));
  }

  go(address: string): void {
    const url = new URL(address, location.href);
    if (url.href === location.href) return;
    this.remember();
    history.pushState(newEntry(), '', url);
    this.show(NOWHERE);
  }

  /** Another filter of the same screen: a step to go back to, though nothing moves and the focus stays. */
  step(address: string): void {
    const url = new URL(address, location.href);
    if (url.href === location.href) return;
    this.remember();
    history.pushState(newEntry(), '', url);
    this.place = placeOf(url);
  }

  /** Another address for what is shown, as while somebody types: no step to go back to. */
  replace(address: string): void {
    history.replaceState(history.state, '', address);
    this.place = placeOf(new URL(location.href));
  }

  /** Called by a screen when its height is what it was, so that going back leads to where one was. */
  restoreScroll(): void {
    const { y, link } = this.wanted;
    this.wanted = NOWHERE;
    void tick().then(() => {
      if (y > 0) scrollTo({ top: y, behavior: 'instant' });
      if (link) document.querySelector<HTMLElement>(`main a[href="${CSS.escape(link)}"]`)?.focus({ preventScroll: true });
    });
  }

  private show(wanted: Left): void {
    this.wanted = wanted;
    this.place = placeOf(new URL(location.href));
    if (wanted.y === 0) scrollTo({ top: 0, behavior: 'instant' });
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

  private name(): void {
    if (!history.state?.key) history.replaceState(newEntry(), '');
  }

  private remembered(): Left {
    try {
      return JSON.parse(sessionStorage.getItem(LEFT) ?? '{}')[history.state?.key] ?? NOWHERE;
    } catch {
      return NOWHERE;
    }
  }

  private remember(): void {
    this.name();
    try {
      const all = JSON.parse(sessionStorage.getItem(LEFT) ?? '{}');
      const link = document.activeElement?.getAttribute('href') ?? undefined;
      const left: Left = { y: scrollY, ...(link && { link }) };
      sessionStorage.setItem(LEFT, JSON.stringify({ ...all, [history.state?.key]: left }));
    } catch {
      // Without storage, going back leads to the top.
    }
  }
}

export const router = new Router();
