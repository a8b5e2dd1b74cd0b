package io.vitascope.platform;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;

/**
 * The other main classes of this artifact, by the first word of a command line. A room's class is closed, so only its
 * name is known here.
 */
@RegisterForReflection(classNames = Programs.CHILD)
final class Programs {

    static final String CHILD = "io.vitascope.processing.MediaChild";

    private static final Map<String, String> MAIN_CLASSES = Map.of("child", CHILD);

    private Programs() {}

    /** Runs the program that the first word names, with the other words; false if that names none. */
    static boolean run(String... words) {
        String mainClass = words.length == 0 ? null : MAIN_CLASSES.get(words[0]);
        if (mainClass == null) {
            return false;
        }
        try {
            Method main = Class.forName(mainClass).getDeclaredMethod("main", String[].class);
            main.setAccessible(true);
            main.invoke(null, (Object) Arrays.copyOfRange(words, 1, words.length));
            return true;
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(words[0] + " failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the package lacks " + mainClass, e);
        }
    }
}
