package io.vitascope.planted.contract.processing;

public record ProcessingFact() {}
