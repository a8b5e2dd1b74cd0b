package io.vitascope.planted.processing;

/** A public class in a room. */
public record Open() {}
