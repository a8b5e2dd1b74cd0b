package io.vitascope.processing.ffmpeg;

/** The only formats, codecs and protocol a source may use; all else that FFmpeg can do stays shut. Constants. */
final class Lockdown {
    /** Nothing but the file itself: no network, no playlist that names other files. */
    static final String PROTOCOLS = "file";

    /** Demuxers. Missing on purpose: concat, hls, dash, sdp and the raw formats that plain text is mistaken for. */
    static final String FORMATS = "mov,matroska,mpegts,mpeg,avi,flv,ogg,asf,wav,mp3,aac,flac";

    /** Decoders that people's files need; the rest of FFmpeg's several hundred is attack surface. */
    static final String CODECS = String.join(
            ",",
            "h264,hevc,vp8,vp9,libdav1d,av1,libaom-av1,mpeg1video,mpeg2video,mpeg4,h263,h263p,flv,svq1,svq3,cinepak",
            "msmpeg4v1,msmpeg4,msmpeg4v2,wmv1,wmv2,wmv3,vc1,vp6,vp6f,vp6a,theora,prores,dnxhd,cfhd,dvvideo,ffv1,huffyuv",
            "mjpeg,png,gif,bmp,webp,rawvideo,v210,qtrle,rpza,rv30,rv40,hap,utvideo,magicyuv,jpeg2000",
            "aac,aac_latm,mp3float,mp3,mp2float,mp2,mp1float,ac3,eac3,dca,truehd,mlp,opus,libopus,vorbis,libvorbis,flac",
            "alac,wmav1,wmav2,wmapro,amrnb,amrwb,speex,libspeex,nellymoser,adpcm_ima_wav,adpcm_ima_qt,adpcm_ms,adpcm_swf",
            "pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_u8,pcm_s8,pcm_f32le,pcm_f32be,pcm_f64le",
            "pcm_alaw,pcm_mulaw,pcm_dvd,pcm_bluray,srt,subrip,ass,ssa,webvtt,mov_text,text");

    private Lockdown() {}

    static Options options(MediaLimits limits) throws FfmpegException {
        return new Options()
                .set("protocol_whitelist", PROTOCOLS)
                .set("format_whitelist", FORMATS)
                .set("codec_whitelist", CODECS)
                .set("enable_drefs", 0)
                .set("use_absolute_path", 0)
                .set("max_streams", limits.maxStreams())
                .set("probesize", limits.probeBytes())
                .set("fflags", "+genpts+discardcorrupt");
    }
}
