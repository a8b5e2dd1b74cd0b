package io.vitascope.planted.contract.upload;

public record UploadFact() {}
