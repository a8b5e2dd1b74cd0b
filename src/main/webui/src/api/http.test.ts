import { expect, test } from 'vitest';
import { Problem } from './http';

test('a refusal tells the server’s own sentence', () => {
  const problem = Problem.of(422, JSON.stringify({ detail: 'This file is empty.', code: 'upload/empty', retryable: false }));
  expect(problem).toMatchObject({ message: 'This file is empty.', code: 'upload/empty', retryable: false });
});

test('what a proxy says while the server starts is no refusal', () => {
  for (const status of [502, 503, 504]) expect(Problem.of(status, '<h1>Bad Gateway</h1>')).toMatchObject({ code: 'network', retryable: true });
  expect(Problem.of(503, JSON.stringify({ detail: 'Too many.', code: 'upload/busy' }))).toMatchObject({ code: 'upload/busy', retryable: true });
  expect(Problem.of(404, '').retryable).toBe(false);
});
