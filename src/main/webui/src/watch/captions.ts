import type { Caption } from '../api/types';

/** What somebody chose once; without a language: none. */
export type WantedCaptions = Pick<Caption, 'language' | 'kind'> & { label: string };

export const NO_CAPTIONS: WantedCaptions = { language: '', kind: '', label: '' };

export const wantedAs = ({ language, kind, label }: Caption): WantedCaptions => ({ language, kind, label: label ?? '' });

/** Of a video's captions, of which several may be in one language, the nearest to what was chosen; before that, what its maker wants shown. */
export function captionsFor(captions: Caption[], wanted: WantedCaptions | undefined): Caption | undefined {
  if (!wanted) return captions.find((one) => one.default);
  const nearness = (one: Caption) => Number(one.kind === wanted.kind) * 2 + Number((one.label ?? '') === wanted.label);
  return captions.filter((one) => one.language === wanted.language).sort((a, b) => nearness(b) - nearness(a))[0];
}

/** What somebody who asks for captions, and no more than that, most likely reads. */
export function likeliestOf(captions: Caption[], languages: readonly string[]): Caption | undefined {
  const whole = captions.filter((one) => one.kind !== 'forced');
  const base = (language: string) => language.split('-')[0];
  return languages.map((wanted) => whole.find((one) => base(one.language) === base(wanted))).find(Boolean) ?? whole[0] ?? captions[0];
}

/**
 * The text of a cue as media-captions 1.0.4 may have it: it takes escapes away and writes what comes out into the document as HTML,
 * so they are escaped once more, also where a tag would let a quotation mark end an attribute. Classes get a name that no other
 * style has: those of colours would become a `style` attribute, which the Content-Security-Policy refuses.
 */
export const harmless = (text: string) =>
  text
    .replace(/&/g, '&amp;')
    .replace(/"/g, '&amp;quot;')
    .replace(/<[a-z][^>\s]*/g, (tag) => tag.replace(/\./g, '.cue-'));
