package io.vitascope.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.junit.QuarkusTest;
import io.vitascope.contract.catalog.CatalogServiceGrpc;
import io.vitascope.contract.catalog.DeleteVideoRequest;
import io.vitascope.contract.catalog.GetPlaybackRequest;
import io.vitascope.contract.catalog.GetPlaybackResponse;
import io.vitascope.contract.catalog.GetVideoRequest;
import io.vitascope.contract.catalog.ListVideosRequest;
import io.vitascope.contract.catalog.ListVideosResponse;
import io.vitascope.contract.catalog.ProgressiveFile;
import io.vitascope.contract.catalog.RecordViewRequest;
import io.vitascope.contract.catalog.TagList;
import io.vitascope.contract.catalog.UpdateVideoRequest;
import io.vitascope.contract.catalog.Video;
import io.vitascope.kernel.VideoId;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CatalogRpcTest {

    @GrpcClient("catalog")
    CatalogServiceGrpc.CatalogServiceBlockingStub client;

    private final Catalog catalog;

    CatalogRpcTest(Catalog catalog) {
        this.catalog = catalog;
    }

    @Test
    void aPlayerLearnsWhereEverythingLies() {
        String id = ready(List.of());
        GetPlaybackResponse playback = client.getPlayback(
                GetPlaybackRequest.newBuilder().setVideoId(id).build());
        assertThat(playback.getPlayable()).isTrue();
        assertThat(playback.getPrefix()).isEqualTo("videos/" + id + "/g1");
        assertThat(playback.getSourceKey()).isEqualTo("videos/" + id + "/source");
        assertThat(playback.getFilesList())
                .extracting(ProgressiveFile::getRendition)
                .containsExactly("720p");
        assertThat(playback.getDurationMs()).isEqualTo(5_100);
    }

    @Test
    void anEditOfAnOlderRevisionIsRefused() {
        String id = ready(List.of());
        UpdateVideoRequest edit = UpdateVideoRequest.newBuilder()
                .setVideoId(id)
                .setTags(TagList.newBuilder().addTags("Water"))
                .setExpectedRevision(2)
                .build();
        Video edited = client.updateVideo(edit).getVideo();
        assertThat(edited.getTagsList()).containsExactly("water");
        assertThat(edited.getTitle()).isEqualTo("Sea");
        assertThat(edited.getRevision()).isEqualTo(3);
        refused(() -> client.updateVideo(edit), Status.Code.FAILED_PRECONDITION);
    }

    @Test
    void viewsAreCountedOncePerViewerAndListed() {
        String tag = "tag-" + VideoId.create(2);
        String id = ready(List.of(tag));
        RecordViewRequest view = RecordViewRequest.newBuilder()
                .setVideoId(id)
                .setViewer("10.0.0.1")
                .build();
        assertThat(client.recordView(view).getCounted()).isTrue();
        assertThat(client.recordView(view).getCounted()).isFalse();
        ListVideosResponse list =
                client.listVideos(ListVideosRequest.newBuilder().setTag(tag).build());
        assertThat(list.getTotalCount()).isEqualTo(1);
        assertThat(list.getVideos(0).getViews()).isEqualTo(1);
    }

    @Test
    void aDeletedVideoIsNotFound() {
        String id = ready(List.of());
        DeleteVideoRequest delete =
                DeleteVideoRequest.newBuilder().setVideoId(id).build();
        client.deleteVideo(delete);
        client.deleteVideo(delete);
        GetVideoRequest get = GetVideoRequest.newBuilder().setVideoId(id).build();
        refused(() -> client.getVideo(get), Status.Code.NOT_FOUND);
        RecordViewRequest view = RecordViewRequest.newBuilder().setVideoId(id).build();
        refused(() -> client.recordView(view), Status.Code.NOT_FOUND);
    }

    private static void refused(ThrowingCallable call, Status.Code code) {
        assertThatThrownBy(call)
                .asInstanceOf(type(StatusRuntimeException.class))
                .satisfies(status -> assertThat(status.getStatus().getCode()).isEqualTo(code));
    }

    private String ready(List<String> tags) {
        Instant now = Instant.now();
        VideoId id = VideoId.create(now.toEpochMilli());
        catalog.arrived(Facts.arrival(id, "Sea", tags, now));
        catalog.learned(id, 1, run -> run.completed("videos/" + id + "/g1", Facts.measured(1), 5_100, List.of()));
        return id.toString();
    }
}
