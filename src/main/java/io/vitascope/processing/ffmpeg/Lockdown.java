package io.vitascope.processing.ffmpeg;

import java.util.Set;

/** The only formats, codecs and protocol a source may use; all else that FFmpeg can do stays shut. Constants. */
final class Lockdown {
    /** Nothing but the file itself: no network, no playlist that names other files. */
    static final String PROTOCOLS = "file";

    /**
     * Demuxers. Missing on purpose: concat, hls, dash, sdp and what plain text is mistaken for. The last two lines are
     * streams without a container, which FFmpeg knows by codes that text does not have.
     */
    static final String FORMATS = String.join(
            ",",
            "mov,matroska,mpegts,mpeg,avi,flv,ogg,asf,mxf,dv,gif,apng,rm,wav,w64,aiff,caf,mp3,aac,flac,amr",
            "h264,hevc,vvc,mpegvideo,m4v,obu,ivf,yuv4mpegpipe",
            "ac3,eac3,dts,truehd,loas,wv,tta");

    /** Decoders that people's files need; the rest of FFmpeg's several hundred is attack surface. */
    static final String CODECS = String.join(
            ",",
            "h264,hevc,vp8,vp9,libdav1d,av1,libaom-av1,mpeg1video,mpeg2video,mpeg4,h263,h263i,h263p,flv,svq1,svq3,cinepak",
            "msmpeg4v1,msmpeg4,msmpeg4v2,wmv1,wmv2,wmv3,vc1,vp3,vp5,vp6,vp6f,vp6a,theora,prores,dnxhd,cfhd,dvvideo,ffv1",
            "vvc,apv,vp4,h261,rv10,rv60,aic,pixlet,prores_raw,flashsv,flashsv2,zmbv,fraps,mss1,mss2,tscc2,amv",
            "camtasia,camstudio,g2m,vmnc,rscc,screenpresso,wcmv,tdsc,fic",
            "hqx,hq_hqa,cllc,dxv,speedhq,notchlc,sheervideo,avrp,avui,vp7,mimic,wmv3image,vc1image",
            "huffyuv,ffvhuff,mjpeg,mjpegb,png,apng,gif,bmp,webp,rawvideo,v210,v308,v408,v410,r210,qtrle,rpza,smc,8bps",
            "msvideo1,msrle,indeo3,indeo4,indeo5,rv20,rv30,rv40,hap,utvideo,magicyuv,lagarith,jpeg2000,dirac,snow",
            "aac,aac_latm,mp3float,mp3,mp2float,mp2,mp1float,ac3,eac3,dca,truehd,mlp,opus,libopus,vorbis,libvorbis,flac",
            "alac,wmav1,wmav2,wmapro,wmavoice,wmalossless,amrnb,amrwb,speex,libspeex,nellymoser,wavpack,tta,cook,qdm2",
            "adpcm_ima_wav,adpcm_ima_qt,adpcm_ms,adpcm_swf,adpcm_yamaha,g722,g726,g726le,gsm,gsm_ms,ilbc,s302m",
            "adpcm_ima_amv,qcelp,evrc,real_144,real_288,sipr,atrac3,truespeech,dvaudio,g723_1,imc,iac,mace3,mace6",
            "pcm_s16le,pcm_s16be,pcm_s16le_planar,pcm_s16be_planar,pcm_s24le,pcm_s24be,pcm_s24le_planar,pcm_s32le,pcm_s32be",
            "pcm_s32le_planar,pcm_u8,pcm_s8,pcm_s8_planar,pcm_u16le,pcm_u16be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be",
            "pcm_alaw,pcm_mulaw,pcm_dvd,pcm_bluray,srt,subrip,ass,ssa,webvtt,mov_text,text");

    /** Where FFmpeg itself stops; below it the limit is ours, so that the refusal can tell the number. */
    private static final int MOST_STREAMS = 1_000;

    /** A broadcast names a sound at once that may begin much later. */
    private static final long LATEST_STREAM_US = 60_000_000;

    static final String PICTURE_CODECS = "mjpeg,png,webp";

    private static final Set<String> DECODERS = Set.of(CODECS.split(","));

    private Lockdown() {}

    /** @param decoder FFmpeg's name of it */
    static boolean allows(String decoder) {
        return DECODERS.contains(decoder);
    }

    /** Of a single picture. @param format the demuxer, which is not looked for */
    static Options pictureOptions(String format) throws FfmpegException {
        return new Options()
                .set("protocol_whitelist", PROTOCOLS)
                .set("format_whitelist", format)
                .set("codec_whitelist", PICTURE_CODECS);
    }

    static Options options(MediaLimits limits) throws FfmpegException {
        return new Options()
                .set("protocol_whitelist", PROTOCOLS)
                .set("format_whitelist", FORMATS)
                .set("codec_whitelist", CODECS)
                .set("enable_drefs", 0)
                .set("use_absolute_path", 0)
                .set("merge_pmt_versions", 1) // a broadcast whose next part has other numbers for its streams
                .set("max_streams", Math.max(MOST_STREAMS, limits.maxStreams()))
                .set("probesize", limits.probeBytes())
                .set("analyzeduration", LATEST_STREAM_US)
                .set("fflags", "+genpts+discardcorrupt");
    }
}
