package io.vitascope.planted.upload;

/** A public class in a room. */
public record Open() {}
