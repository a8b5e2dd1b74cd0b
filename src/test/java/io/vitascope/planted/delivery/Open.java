package io.vitascope.planted.delivery;

/** A public class in a room. */
public record Open() {}
