/** What keys do while somebody watches; the help sheet is made of the same list. */

export interface Key {
  /** As KeyboardEvent.key tells them. */
  keys: string[];
  /** As the sheet shows them. */
  shown: string;
  words: string;
  run: (key: string) => void;
}

/** Whether this key was meant for what has the focus: a dialog that was closed keeps it until it is gone. */
function isForTheFocused(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  if (target.closest('input:not([type=range]), textarea, select, [contenteditable], dialog[open]')) return true;
  if (event.key === ' ' || event.key === 'Enter') return target.closest('button, a, summary, input, label, [role=button], [role=menu]') !== null;
  return event.key.startsWith('Arrow') && target.closest('input, [role=slider], [role=menu]') !== null;
}

/** Answers what ends it. */
export function listenToKeys(keys: Key[]): () => void {
  const handle = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isForTheFocused(event)) return;
    const found = keys.find((candidate) => candidate.keys.includes(event.key));
    if (!found) return;
    event.preventDefault();
    found.run(event.key);
  };
  addEventListener('keydown', handle);
  return () => removeEventListener('keydown', handle);
}
