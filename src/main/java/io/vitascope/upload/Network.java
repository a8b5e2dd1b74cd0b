package io.vitascope.upload;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** All addresses that begin with the same bits. */
record Network(byte[] address, int bits) {

    /** @throws IllegalArgumentException for anything but an address literal, a slash and a number of bits */
    static Network parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        if (!literal.matches("[0-9a-fA-F:.]+") || !literal.matches(".*[:.].*")) {
            throw bad(text);
        }
        try {
            byte[] address = InetAddress.getByName(literal).getAddress();
            int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > address.length * 8) {
                throw bad(text);
            }
            return new Network(address, bits);
        } catch (UnknownHostException | NumberFormatException e) {
            throw bad(text);
        }
    }

    boolean contains(InetAddress candidate) {
        byte[] other = candidate.getAddress();
        if (other.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += 8) {
            int mask = 0xFF << Math.max(0, 8 - (bits - bit));
            if (((address[bit / 8] ^ other[bit / 8]) & mask & 0xFF) != 0) {
                return false;
            }
        }
        return true;
    }

    private static IllegalArgumentException bad(String text) {
        return new IllegalArgumentException("\"" + text + "\" is no network; \"10.1.0.0/16\" and \"fd00::/8\" are");
    }
}
