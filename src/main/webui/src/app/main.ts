import { mount } from 'svelte';
import '../ui/tokens.css';
import '../ui/base.css';
import { untilEarlyAnswers, untilPictureIsSeen } from '../api/early';
import App from './App.svelte';
import { router } from './router.svelte';
import { laterScreen, type ScreenComponent } from './screens';

/** With what it shows; undefined for one that is there already, or could not be had. */
async function firstScreen(shell: Element | null): Promise<ScreenComponent | undefined> {
  const screen = await laterScreen(router.place.screen)?.catch(() => undefined);
  await untilEarlyAnswers();
  await untilPictureIsSeen(shell);
  return screen?.default;
}

/** Ends the work at hand: what has been read or drawn may be painted, and somebody be listened to, before the next. */
const step = () => new Promise<void>((resolve) => setTimeout(resolve));

/** The header stands at once; what the document has in the screen's place is replaced once, by a screen that is complete. */
async function begin(target: HTMLElement): Promise<void> {
  const shell = target.querySelector('.shell-screen');
  const screen = firstScreen(shell);
  await step();
  target.querySelector('.shell')?.remove();
  const first = Promise.all([screen, step()]).then(([come]) => {
    shell?.remove();
    return come;
  });
  mount(App, { target, ...(shell && { anchor: shell }), props: { first } });
}

const target = document.getElementById('app');
if (target) void begin(target);
