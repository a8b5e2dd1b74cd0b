package io.vitascope.outbox;

import java.util.List;

/**
 * Keys in Redis that are nothing to keep: whoever owns some says so here, as a bean, for those who copy all of Redis.
 */
public interface PassingKeys {

    /** What keys begin with that tell who holds what at this moment; void by the time that a copy is read. */
    default List<String> momentary() {
        return List.of();
    }

    /** Keys that a first start leaves, before there is anything to keep; those of a copy take their place. */
    default List<String> ofTheFirstStart() {
        return List.of();
    }
}
