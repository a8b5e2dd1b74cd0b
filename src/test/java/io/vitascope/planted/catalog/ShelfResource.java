package io.vitascope.planted.catalog;

/** An entrance that reads a store past the rules. */
record ShelfResource(ShelfStore store) {}
