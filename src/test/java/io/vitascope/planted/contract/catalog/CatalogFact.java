package io.vitascope.planted.contract.catalog;

public record CatalogFact() {}
