package io.vitascope.planted.captions;

import io.vitascope.planted.catalog.Open;
import io.vitascope.planted.contract.catalog.CatalogFact;

/** A ground floor that looks up. */
public record Curious(Open room, CatalogFact fact) {}
