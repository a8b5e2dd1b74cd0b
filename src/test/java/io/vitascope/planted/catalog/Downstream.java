package io.vitascope.planted.catalog;

import io.vitascope.planted.contract.video.VideoFact;
import io.vitascope.planted.delivery.Open;

/** Looks down the stream, and at the service that only has another name. */
record Downstream(Open room, VideoFact fact) {}
