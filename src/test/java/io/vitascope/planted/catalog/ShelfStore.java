package io.vitascope.planted.catalog;

/** Innocent. */
record ShelfStore() {}
