package io.vitascope.processing.ffmpeg;

import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.javacpp.BytePointer;

/** Reads H.264's NAL units as MP4 stores them. Source: ISO/IEC 14496-15, 5.3.3; ITU-T H.264, table 7-1. Stateless. */
final class Nal {
    private static final int SLICE = 1;
    private static final int IDR_SLICE = 5;
    private static final int AVCC_HEADER_BYTES = 7;

    private Nal() {}

    /** Bytes of the length before each unit, 1 to 4; 0 if the stream has no decoder configuration record. */
    static int lengthBytes(AVCodecParameters codec) {
        BytePointer record = codec.extradata();
        if (record == null || record.isNull() || codec.extradata_size() < AVCC_HEADER_BYTES || record.get(0) != 1) {
            return 0;
        }
        return (record.get(4) & 3) + 1;
    }

    /** Whether the picture is one that nothing after it looks back beyond. */
    static boolean beginsWithIdr(AVPacket packet, int lengthBytes) {
        if (packet.size() <= lengthBytes) {
            return false;
        }
        return beginsWithIdr(packet.data().capacity(packet.size()).asByteBuffer(), lengthBytes);
    }

    static boolean beginsWithIdr(ByteBuffer units, int lengthBytes) {
        int at = 0;
        while (at + lengthBytes < units.limit()) {
            long length = 0;
            for (int i = 0; i < lengthBytes; i++) {
                length = length << 8 | units.get(at + i) & 0xff;
            }
            int type = units.get(at + lengthBytes) & 0x1f;
            if (type >= SLICE && type <= IDR_SLICE) {
                return type == IDR_SLICE;
            }
            if (length <= 0 || at + lengthBytes + length > units.limit()) {
                return false;
            }
            at += lengthBytes + (int) length;
        }
        return false;
    }
}
