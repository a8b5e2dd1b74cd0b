package io.vitascope.processing;

import io.vitascope.contract.processing.PlannedTrack;
import io.vitascope.kernel.LanguageTag;
import io.vitascope.processing.ffmpeg.AudioRung;
import io.vitascope.processing.ffmpeg.Copier;
import io.vitascope.processing.ffmpeg.MediaInfo;
import io.vitascope.processing.ffmpeg.SpokenLanguage;

/** A sound that a run makes: which stream of the source, as which track, encoded or as it is. Immutable. */
record Sound(String name, MediaInfo.AudioStream stream, Voice voice, boolean copied) {

    private static final long BIT_RATE = 128_000;

    boolean main() {
        return voice.main() && !voice.original();
    }

    AudioRung rung() {
        return copied
                ? AudioRung.copyOf(name, stream.index(), voice.channels()).in(spoken())
                : new AudioRung(name, stream.index(), stream.rightIndex(), voice.channels(), BIT_RATE, spoken());
    }

    Copier.SoundTrack copy() {
        return new Copier.SoundTrack(name, stream.index(), spoken());
    }

    /** As the files of the sound tell it. */
    SpokenLanguage spoken() {
        return voice.language().isEmpty()
                ? SpokenLanguage.UNKNOWN
                : new SpokenLanguage(new LanguageTag(voice.language()).threeLetters());
    }

    PlannedTrack announcement() {
        return PlannedTrack.newBuilder()
                .setName(name)
                .setAudio(true)
                .setCopied(copied)
                .setChannels(voice.channels())
                .setLanguage(voice.language())
                .setLabel(voice.label())
                .setMain(voice.main())
                .setOriginal(voice.original())
                .setPurpose(PlannedTrack.Purpose.valueOf(voice.purpose().name()))
                .setFrameRateDen(1)
                .setMaxBitRate(copied ? Math.max(BIT_RATE, stream.bitRate()) : BIT_RATE)
                .build();
    }
}
