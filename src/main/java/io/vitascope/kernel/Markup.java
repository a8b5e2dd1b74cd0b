package io.vitascope.kernel;

/** Text inside of HTML and XML. */
public final class Markup {

    private Markup() {}

    /** As content, or as the value of an attribute in double quotes. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
