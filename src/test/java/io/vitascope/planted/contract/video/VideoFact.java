package io.vitascope.planted.contract.video;

public record VideoFact() {}
