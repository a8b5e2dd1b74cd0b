package io.vitascope.planted.processing.ffmpeg;

import jakarta.inject.Singleton;

/** A framework inside the chamber. */
@Singleton
public record Framed() {}
