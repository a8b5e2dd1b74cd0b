package io.vitascope.planted.upload;

import io.vitascope.planted.contract.upload.UploadFact;

/** Rules that speak contract, and know a door. */
record Uploads(UploadFact fact, UploadRpc door) {}
