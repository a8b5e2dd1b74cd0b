package io.vitascope.planted.upload;

import io.vitascope.planted.catalog.Open;
import io.vitascope.planted.contract.catalog.CatalogFact;

/** Looks down the stream. */
record Downstream(Open room, CatalogFact fact) {}
