package io.vitascope.kernel;

import java.util.List;

/**
 * The command {@code storage}: whether the store holds all that is known, and nothing else. Whoever knows that says so,
 * as a bean.
 *
 * <p>Blocks as long as listing the store takes.
 */
public interface Housekeeping {

    /** Changes nothing. The first finding has the totals; something that is missing is an error. */
    List<Finding> look();

    /** Removes what belongs to nothing; the first finding has the totals before that. */
    List<Finding> sweep();
}
