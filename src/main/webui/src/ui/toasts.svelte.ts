export interface Toast {
  id: number;
  text: string;
  bad: boolean;
  action?: { label: string; run: () => void };
}

/** Short news at the edge of the page. What can be undone stays longer, and as long as the pointer or the focus is on it. */
class Toasts {
  all = $state<Toast[]>([]);
  private next = 1;
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>();

  say(text: string, options: { bad?: boolean; action?: Toast['action'] } = {}): number {
    // The same news again takes the place of the former.
    for (const same of this.all.filter((other) => other.text === text && !other.action)) this.close(same.id);
    const id = this.next++;
    const toast: Toast = { id, text, bad: options.bad ?? false };
    if (options.action) toast.action = options.action;
    this.all.push(toast);
    this.release(id);
    return id;
  }

  close(id: number): void {
    this.hold(id);
    this.all = this.all.filter((toast) => toast.id !== id);
  }

  hold(id: number): void {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
  }

  release(id: number): void {
    this.hold(id);
    const toast = this.all.find((candidate) => candidate.id === id);
    if (toast) this.timers.set(id, setTimeout(() => this.close(id), toast.action || toast.bad ? 10_000 : 5_000));
  }
}

export const toasts = new Toasts();
