package io.vitascope.catalog;

import io.vitascope.kernel.LinkPreviews;
import io.vitascope.kernel.VideoId;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Videos as those see them who are sent their address. */
@Singleton
final class VideoPreviews implements LinkPreviews {

    private final Catalog catalog;

    VideoPreviews(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public Optional<Preview> find(VideoId id) {
        return catalog.find(id).map(VideoPreviews::preview);
    }

    private static Preview preview(Video video) {
        boolean picture = video.source().width() > 0 && video.source().height() > 0;
        Oembed.Box player = Oembed.player(video);
        return new Preview(
                video.title(),
                video.description(),
                picture && video.posterKey().isPresent() ? "/api/v1/videos/" + video.id() + "/poster.jpg" : null,
                player.width(),
                player.height());
    }
}
