declare global {
  /** What the document asked for by itself, before this script was there: answers of the API by their addresses. */
  var vitascopeEarly: Record<string, Promise<unknown>> | undefined;
}

const answers = new Map(Object.entries(globalThis.vitascopeEarly ?? {}));
/** Of them, those that are here. */
const here = new Map<string, unknown>();
for (const [path, answer] of answers) void answer.then((value) => here.set(path, value));

/** How long the first screen waits for its first answers and its picture, so that it is drawn once and not twice, in milliseconds. */
const PATIENCE_MS = 400;

const patience = () => new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS));

/** Undefined when it was not asked for, was taken before, or could not be had: then it is asked for as everything else is. */
export async function earlyAnswer(path: string): Promise<unknown> {
  const answer = answers.get(path);
  answers.delete(path);
  return answer;
}

/** The same without a wait, for a screen that is then drawn once: undefined also when it is not here yet. */
export function earlyAnswerNow(path: string): unknown {
  if (here.get(path) === undefined || !answers.delete(path)) return undefined;
  return here.get(path);
}

export async function untilEarlyAnswers(): Promise<void> {
  await Promise.race([Promise.all(answers.values()), patience()]);
}

/** That of the document, which is to be seen before the work of drawing the rest makes a slow phone wait for it. */
export async function untilPictureIsSeen(shell: Element | null): Promise<void> {
  const picture = shell?.querySelector('img');
  if (!picture) return;
  const seen = picture.decode().then(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve))),
    () => undefined,
  );
  await Promise.race([seen, patience()]);
}
