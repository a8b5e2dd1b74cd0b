package io.vitascope.upload;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static io.vitascope.upload.UniqueFilm.film;
import static io.vitascope.upload.UniqueFilm.form;
import static io.vitascope.upload.UniqueFilm.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.InABucket;
import io.vitascope.kernel.VideoId;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(InABucket.class)
class QuotaTest {

    private static final long QUOTA_BYTES = 1L << 40;

    private final Uploads uploads;
    private final Quota quota;
    private final RedisDataSource redis;

    QuotaTest(Uploads uploads, Quota quota, RedisDataSource redis) {
        this.uploads = uploads;
        this.quota = quota;
        this.redis = redis;
    }

    @Test
    void whatIsStoredCountsOnceAndWhatWouldBeTooMuchIsRefusedWithTheNumbers() throws Exception {
        byte[] film = film();
        long before = quota.storedBytes();
        VideoId first = id(form(film, ""));
        assertThat(quota.storedBytes()).isEqualTo(before + film.length);
        VideoId second = id(form(film, "reuse").body("reused", equalTo(true)));
        assertThat(quota.storedBytes()).isEqualTo(before + film.length);
        redis.execute("INCRBY", "vitascope:uploads:stored-bytes", Long.toString(QUOTA_BYTES));
        try {
            get("/api/v1/uploads/limits").then().body("max_stored_bytes", equalTo(QUOTA_BYTES));
            given().header("Tus-Resumable", "1.0.0")
                    .header("Upload-Length", "1000")
                    .post("/api/v1/uploads")
                    .then()
                    .statusCode(507)
                    .body("code", equalTo("upload/quota"))
                    .body("limit_bytes", equalTo(QUOTA_BYTES))
                    .body("stored_bytes", equalTo(QUOTA_BYTES + before + film.length))
                    .body("needed_bytes", equalTo(1000));
        } finally {
            redis.execute("DECRBY", "vitascope:uploads:stored-bytes", Long.toString(QUOTA_BYTES));
        }
        assertThat(uploads.forget(first)).isTrue();
        assertThat(quota.storedBytes()).isEqualTo(before + film.length);
        uploads.forget(second);
        assertThat(quota.storedBytes()).isEqualTo(before);
    }

    @Test
    void anUploadThatIsTooMuchOnlyWhenItIsWholeIsRefusedThenAndLeavesNothing() throws Exception {
        byte[] film = film();
        String upload = given().header("Tus-Resumable", "1.0.0")
                .header("Upload-Length", film.length)
                .post("/api/v1/uploads")
                .then()
                .statusCode(201)
                .extract()
                .header("Location");
        redis.execute("INCRBY", "vitascope:uploads:stored-bytes", Long.toString(QUOTA_BYTES));
        try {
            given().header("Tus-Resumable", "1.0.0")
                    .header("Upload-Offset", 0)
                    .contentType("application/offset+octet-stream")
                    .body(film)
                    .patch(upload)
                    .then()
                    .statusCode(507)
                    .body("code", equalTo("upload/quota"));
        } finally {
            redis.execute("DECRBY", "vitascope:uploads:stored-bytes", Long.toString(QUOTA_BYTES));
        }
        get(upload).then().body("state", equalTo("failed")).body("reason.code", equalTo("upload/quota"));
    }

    @Test
    void uploadsOfBeforeThereWasACountAreCounted() throws Exception {
        byte[] film = film();
        VideoId id = id(form(film, ""));
        long counted = quota.storedBytes();
        redis.key().del("vitascope:uploads:stored-bytes", "vitascope:uploads:stored-counted");
        assertThat(quota.storedBytes()).isEqualTo(counted);
        uploads.forget(id);
        assertThat(quota.storedBytes()).isEqualTo(counted - film.length);
    }
}
