package io.vitascope.catalog;

import java.util.List;
import java.util.Optional;

/** A part of a list: its entries, how many match in all, and where the next part begins unless this is the last. */
record VideoPage<T>(List<T> items, long totalCount, Optional<Cursor> next) {}
