package io.vitascope.platform;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A native executable keeps its resources in a map whose key is a record, and there a record's own {@code equals} is
 * interpreted, method handle by method handle, for each look for a resource. A start looks for many, most of them lists
 * of services: a quarter of its garbage was made by this. It is the same comparison, compiled (docs/adr/0027).
 */
@TargetClass(className = "com.oracle.svm.core.jdk.Resources$ModuleInstanceResourceKey")
final class ResourceKeySubstitution {

    @Alias
    private @Nullable Module module;

    @Alias
    private @Nullable String resource;

    @Substitute
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ResourceKeySubstitution key
                && module == key.module
                && Objects.equals(resource, key.resource);
    }

    @Alias
    @Override
    public native int hashCode();
}
