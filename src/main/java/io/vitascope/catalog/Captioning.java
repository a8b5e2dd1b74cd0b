package io.vitascope.catalog;

import io.vitascope.captions.CaptionException;
import io.vitascope.captions.CaptionFile;
import io.vitascope.kernel.ByteRange;
import io.vitascope.kernel.InvalidValueException;
import io.vitascope.kernel.LanguageTag;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobInfo;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.VideoBlobs;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The rules of captions that people upload: one file per language, kept as safe WebVTT beside what the file of the
 * video carries, and in place of it for players.
 *
 * <p>A blob of captions never changes; the record says which one counts, so a change is one compare-and-set. Threads:
 * blocks; safe for all worker threads.
 */
@Singleton
final class Captioning {

    private static final Logger LOG = Logger.getLogger(Captioning.class);
    private static final int MOST_LANGUAGES = 100;
    private static final int LONGEST_LABEL = 100;

    private final Catalog catalog;
    private final BlobStore blobs;
    private final CatalogConfig config;

    Captioning(Catalog catalog, BlobStore blobs, CatalogConfig config) {
        this.catalog = catalog;
        this.blobs = blobs;
        this.config = config;
    }

    /**
     * What may be told beside a file.
     *
     * @param label empty for the language's own name
     */
    record Options(String label, Caption.Kind kind, boolean preferred) {

        /** Errors: {@link CatalogError#BAD_CAPTIONS_PARAMETER}. */
        static Options parse(String label, String kind, String preferred) {
            String line = label.replaceAll("[\\s\\p{Cc}]+", " ").strip();
            if (line.codePointCount(0, line.length()) > LONGEST_LABEL) {
                throw refused("The label can have at most " + LONGEST_LABEL + " characters.");
            }
            Caption.Kind known = Caption.Kind.of(kind)
                    .orElseThrow(
                            () -> refused("The kind must be subtitles, captions or forced, not \"" + kind + "\"."));
            if (!preferred.equals("true") && !preferred.equals("false")) {
                throw refused("default must be true or false, not \"" + preferred + "\".");
            }
            return new Options(line, known, preferred.equals("true"));
        }

        private static ProblemException refused(String sentence) {
            return new ProblemException(CatalogError.BAD_CAPTIONS_PARAMETER, sentence);
        }
    }

    /** @param created whether the language had none that were uploaded before */
    record Put(Video video, Caption caption, boolean created) {}

    /** Errors: {@link CatalogError#BAD_LANGUAGE}. */
    static LanguageTag language(String text) {
        try {
            return new LanguageTag(text);
        } catch (InvalidValueException noTag) {
            throw new ProblemException(CatalogError.BAD_LANGUAGE, String.valueOf(noTag.getMessage()));
        }
    }

    /**
     * Errors: {@link CatalogError#VIDEO_NOT_FOUND}, {@link CatalogError#CAPTIONS_TOO_LARGE}, {@link
     * CatalogError#CAPTIONS_UNREADABLE}, {@link CatalogError#TOO_MANY_CAPTIONS}.
     */
    Put put(VideoId id, LanguageTag language, Options options, InputStream file) {
        catalog.get(id);
        byte[] webVtt = webVtt(file);
        BlobKey key = VideoBlobs.uploadedCaptions(id, language.value());
        String label = options.label().isEmpty() ? language.ownName() : options.label();
        Caption caption = new Caption(language.value(), label, options.kind(), options.preferred(), key.value());
        blobs.put(key, webVtt);
        Catalog.Changed change;
        try {
            change = catalog.change(id, video -> {
                if (video.captions(language.value()).isEmpty()
                        && video.captions().size() >= MOST_LANGUAGES) {
                    throw new ProblemException(
                            CatalogError.TOO_MANY_CAPTIONS,
                            "A video can have captions in at most " + MOST_LANGUAGES + " languages.");
                }
                return video.captioned(caption);
            });
        } catch (ProblemException refused) {
            blobs.delete(key);
            throw refused;
        }
        Optional<Caption> before = change.before().captions(language.value());
        before.ifPresent(replaced -> blobs.delete(new BlobKey(replaced.key())));
        LOG.infof("Video %s: captions in %s", id, language);
        return new Put(change.after(), caption, before.isEmpty());
    }

    /** Errors: {@link CatalogError#VIDEO_NOT_FOUND}, {@link CatalogError#CAPTIONS_NOT_FOUND}. */
    void delete(VideoId id, LanguageTag language) {
        Catalog.Changed change = catalog.change(id, video -> {
            if (video.captions(language.value()).isEmpty()) {
                throw new ProblemException(
                        CatalogError.CAPTIONS_NOT_FOUND,
                        "Nobody has uploaded captions in \"" + language + "\" for this video. Those of the file itself"
                                + " can be replaced, not deleted.");
            }
            return video.withoutCaptions(language.value());
        });
        change.before().captions(language.value()).ifPresent(deleted -> blobs.delete(new BlobKey(deleted.key())));
        LOG.infof("Video %s: no more captions in %s", id, language);
    }

    /** A file of captions. */
    record Text(byte[] bytes, String etag) {}

    /** What players get in a language. Errors: as {@link #delete}. */
    Text read(VideoId id, LanguageTag language) {
        return read(catalog.get(id).captionTracks().stream()
                .map(CaptionTrack::caption)
                .filter(caption -> caption.language().equals(language.value()))
                .findFirst());
    }

    /** What the video's file carries, by its number from 1. Errors: as {@link #delete}. */
    Text readExtracted(VideoId id, int number) {
        return read(catalog.get(id).sourceText().captions().stream()
                .skip(Math.max(0, number - 1))
                .findFirst()
                .filter(caption -> number > 0));
    }

    private Text read(Optional<Caption> caption) {
        return caption.flatMap(found -> blobs.stat(new BlobKey(found.key())))
                .flatMap(this::text)
                .orElseThrow(() -> new ProblemException(
                        CatalogError.CAPTIONS_NOT_FOUND,
                        "This video has no such captions; GET …/captions lists them."));
    }

    private Optional<Text> text(BlobInfo info) {
        return blobs.open(info.key(), ByteRange.all(info.sizeBytes())).map(stream -> {
            try (stream) {
                return new Text(stream.readAllBytes(), info.etag());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private byte[] webVtt(InputStream file) {
        int limit = Math.toIntExact(config.maxCaptionsSize().asLongValue());
        try {
            byte[] bytes = file.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new ProblemException(
                        CatalogError.CAPTIONS_TOO_LARGE,
                        "A file of captions can have at most " + limit + " bytes.",
                        Map.of("limit_bytes", limit));
            }
            return CaptionFile.read(bytes).webVtt();
        } catch (CaptionException unreadable) {
            throw new ProblemException(
                    CatalogError.CAPTIONS_UNREADABLE,
                    unreadable.getMessage() + " Send WebVTT or SubRip (SRT).",
                    Map.of("line", unreadable.line()));
        } catch (IOException interrupted) {
            throw new UncheckedIOException(interrupted);
        }
    }
}
