/**
 * Captions: text with times, from files that strangers wrote to WebVTT that every page may show.
 *
 * <p>A ground floor rather than a part of a room, because two rooms need the very same: processing for what it finds in
 * sources, the catalog for what people upload; and what is safe must not be decided twice. Plain Java, no state.
 *
 * <p>Invariant: a {@link io.vitascope.captions.Cue} holds nothing but escaped text, line breaks and balanced {@code i},
 * {@code b} and {@code u}, and {@link io.vitascope.captions.Captions} nothing but cues in order. No class, style, voice
 * or unknown tag gets through; what looks like one and is none stays as text.
 *
 * <p>Source: W3C, WebVTT: The Web Video Text Tracks Format; for SubRip and ASS, what their editors write.
 */
@NullMarked
package io.vitascope.captions;

import org.jspecify.annotations.NullMarked;
