package io.vitascope.planted.processing;

import io.vitascope.planted.processing.ffmpeg.Framed;

/** Keeps what is the chamber's in a static field. */
final class Keeper {

    static final Framed KEPT = new Framed();

    private Keeper() {}
}
