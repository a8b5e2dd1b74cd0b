package io.vitascope.planted.platform.grpc;

import io.vitascope.planted.contract.video.VideoFact;

/** Innocent: gives the rooms' services one name. */
record Alias(VideoFact fact) {}
