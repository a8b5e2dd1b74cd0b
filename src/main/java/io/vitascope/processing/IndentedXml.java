package io.vitascope.processing;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * An XML document as text, an element a line, for elements that hold elements, only text, or nothing. The platform's
 * writer escapes.
 *
 * <p>Threads: confined to one.
 */
final class IndentedXml {

    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter out;
    private int depth;

    IndentedXml(String root, String namespace) {
        try {
            out = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            out.writeStartDocument("UTF-8", "1.0");
            open(root);
            out.writeDefaultNamespace(namespace);
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    /** Begins an element; attributes follow. */
    IndentedXml open(String name) {
        try {
            line();
            out.writeStartElement(name);
            depth++;
            return this;
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    /** An element that holds nothing; attributes follow. */
    IndentedXml empty(String name) {
        try {
            line();
            out.writeEmptyElement(name);
            return this;
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    /** An element that holds only text. */
    IndentedXml text(String name, String value) {
        try {
            line();
            out.writeStartElement(name);
            out.writeCharacters(value);
            out.writeEndElement();
            return this;
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    /** Of the element that was begun last. */
    IndentedXml attribute(String name, Object value) {
        try {
            out.writeAttribute(name, String.valueOf(value));
            return this;
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    void close() {
        try {
            depth--;
            line();
            out.writeEndElement();
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    /** Closes what is open and gives the document. */
    String end() {
        try {
            while (depth > 0) {
                close();
            }
            out.writeEndDocument();
            out.close();
            return text.append('\n').toString();
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    private void line() throws XMLStreamException {
        out.writeCharacters("\n" + "  ".repeat(depth));
    }

    /** Text in memory takes everything. */
    private static IllegalStateException impossible(XMLStreamException cause) {
        return new IllegalStateException(cause);
    }
}
