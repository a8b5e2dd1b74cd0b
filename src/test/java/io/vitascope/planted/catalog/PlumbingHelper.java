package io.vitascope.planted.catalog;

/** A name that says nothing. */
record PlumbingHelper() {}
