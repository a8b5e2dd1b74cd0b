package io.vitascope.planted.upload;

import io.vitascope.planted.contract.upload.UploadFact;

/** Rules that speak contract. */
record Uploads(UploadFact fact) {}
