package io.vitascope.planted.catalog;

/** A public class in a room. */
public record Open() {}
