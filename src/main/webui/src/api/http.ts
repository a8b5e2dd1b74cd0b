import { earlyAnswer } from './early';

/** A refusal with the server's own sentence, or that it could not be reached. */
export class Problem extends Error {
  constructor(
    /** What was wrong and what to do, for people. */
    sentence: string,
    /** Stable, such as "catalog/video-not-found"; "network" when there was no answer of its own. */
    readonly code: string,
    readonly status: number,
    /** Whether the same request may succeed later. */
    readonly retryable: boolean,
  ) {
    super(sentence);
    this.name = 'Problem';
  }

  static unreachable(): Problem {
    return new Problem('The server cannot be reached. Is it running, and are you online?', 'network', 0, true);
  }

  /** Of an answer's body, which may be anything when a proxy has refused. */
  static of(status: number, body: string): Problem {
    try {
      const { detail, code, retryable } = JSON.parse(body) as { detail?: string; code?: string; retryable?: boolean };
      if (detail) return new Problem(detail, code ?? 'unknown', status, retryable ?? status >= 500);
    } catch {
      // Not JSON: below.
    }
    // What stands in front of a server says so while there is none behind it.
    if (status >= 502 && status <= 504) return new Problem('The server does not answer just now. It may be starting again.', 'network', status, true);
    return new Problem(`The server answered with the status ${status}.`, 'unknown', status, status >= 500);
  }
}

/** What somebody reads when this went wrong. */
export function sentence(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}

/** Throws a {@link Problem} when there is no answer, or an AbortError when the signal says so. */
export async function send(address: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') throw failure;
    throw Problem.unreachable();
  }
}

/** The text at an address. Throws as {@link send} does, and a {@link Problem} when it is refused. */
export async function askText(address: string, init: RequestInit = {}): Promise<string> {
  const response = await send(address, init);
  const body = await response.text();
  if (!response.ok) throw Problem.of(response.status, body);
  return body;
}

/** Asks the API. Throws as {@link askText} does. */
export async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const early = init.method === undefined ? await earlyAnswer(path) : undefined;
  if (early !== undefined) return early as T;
  const body = await askText(path, init);
  return (body ? JSON.parse(body) : undefined) as T;
}

export function askWith<T>(method: string, path: string, body: unknown, type = 'application/json'): Promise<T> {
  return ask<T>(path, { method, headers: { 'Content-Type': type }, body: JSON.stringify(body) });
}

/** Whether there is a server that has this page. */
export const isThere = () => send('/', { method: 'HEAD', cache: 'no-store' }).then(({ ok }) => ok, () => false);
