package io.vitascope.upload;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.junit.QuarkusTest;
import io.vitascope.contract.upload.ForgetUploadRequest;
import io.vitascope.contract.upload.GetUploadRequest;
import io.vitascope.contract.upload.UploadServiceGrpc;
import org.junit.jupiter.api.Test;

/** As the other rooms call it: within the process. */
@QuarkusTest
class ForgottenUploadTest {

    @GrpcClient("upload")
    @SuppressWarnings("NullAway.Init")
    UploadServiceGrpc.UploadServiceBlockingStub uploads;

    @Test
    void anUploadCanBeForgottenTwice() throws Exception {
        String id = given().multiPart("video", Clip.file().toFile(), "video/mp4")
                .post("/api/v1/videos")
                .then()
                .statusCode(201)
                .extract()
                .path("video_id");
        GetUploadRequest ask = GetUploadRequest.newBuilder().setVideoId(id).build();
        assertThat(uploads.getUpload(ask).getUpload().getTitle()).isNotEmpty();

        ForgetUploadRequest forget =
                ForgetUploadRequest.newBuilder().setVideoId(id).build();
        uploads.forgetUpload(forget);
        uploads.forgetUpload(forget);
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> uploads.getUpload(ask))
                .satisfies(failure -> assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
    }
}
