package io.vitascope.kernel;

import java.util.List;

/**
 * One part's share of the command {@code doctor}: looks at what the part depends on, and leaves it as it was.
 *
 * <p>May block for seconds. Errors: an exception is reported as a finding of its own.
 */
public interface Examination {

    List<Finding> examine();
}
