package io.vitascope.planted.processing;

import io.vitascope.planted.contract.processing.ProcessingFact;

/** Rules that speak contract. */
record Jobs(ProcessingFact fact) {}
