package io.vitascope.planted.processing;

import org.bytedeco.javacpp.Pointer;

/** A pointer outside the chamber. */
record Native(Pointer pointer) {}
