import { mount } from 'svelte';
import '../ui/tokens.css';
import '../ui/base.css';
import App from './App.svelte';
import { untilEarlyAnswers } from './early';
import { router } from './router.svelte';
import { laterScreen } from './screens';

/** What stands in the document is replaced once, by a screen that is complete. */
async function begin(target: HTMLElement): Promise<void> {
  const screen = await laterScreen(router.place.screen)?.catch(() => undefined);
  await untilEarlyAnswers();
  // A step of its own: what has been read may be painted before.
  await new Promise((resolve) => setTimeout(resolve));
  target.replaceChildren();
  mount(App, { target, props: { first: screen?.default } });
}

const target = document.getElementById('app');
if (target) void begin(target);
