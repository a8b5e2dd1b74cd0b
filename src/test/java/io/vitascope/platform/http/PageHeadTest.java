package io.vitascope.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitascope.kernel.LinkPreviews.Preview;
import org.junit.jupiter.api.Test;

class PageHeadTest {

    private static final String DOCUMENT = """
        <head>
          <meta name="description" content="Upload videos.">
          <title>Vitascope</title>
        </head>
        """;

    private static String describe(Preview preview) {
        return new PageHead(preview, "https://videos.example", "an-id").in(DOCUMENT);
    }

    @Test
    void whatPeopleWroteStaysText() {
        String head = describe(new Preview("\"><script>$1 & more", "<b>\nbold", "/poster.jpg", 1280, 720));

        assertThat(head)
                .contains("<title>&quot;&gt;&lt;script&gt;$1 &amp; more – Vitascope</title>")
                .contains("<meta property=\"og:description\" content=\"&lt;b&gt; bold\">")
                .contains("<meta property=\"og:image\" content=\"https://videos.example/poster.jpg\">")
                .contains("<meta property=\"og:video\" content=\"https://videos.example/embed/an-id\">")
                .doesNotContain("<script", "<b>", "Upload videos.");
    }

    @Test
    void withoutWordsAndPictureThePagesOwnWordsStay() {
        String head = describe(new Preview("Sound", " ", null, 640, 180));

        assertThat(head).contains("Upload videos.").doesNotContain("og:image", "og:description");
    }

    @Test
    void aLongDescriptionIsCutBetweenCharacters() {
        String head = describe(new Preview("Long", "🎬".repeat(500), null, 640, 180));

        assertThat(head).contains("content=\"" + "🎬".repeat(299) + "…\"");
    }
}
