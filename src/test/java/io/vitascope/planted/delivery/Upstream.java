package io.vitascope.planted.delivery;

import io.vitascope.planted.contract.upload.UploadFact;
import io.vitascope.planted.upload.Open;

/** Looks past the room it should ask. */
record Upstream(Open room, UploadFact fact) {}
