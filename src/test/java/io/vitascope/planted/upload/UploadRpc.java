package io.vitascope.planted.upload;

import io.vitascope.planted.contract.upload.UploadFact;

/** Innocent: a door, and its own contract. */
record UploadRpc(UploadFact fact) {}
