package io.vitascope.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.List;

/** Where somebody lets a chapter begin. Its end is not written down, as the video's may become known only later. */
@RegisterForReflection
record ChapterMark(long startMs, String title) {

    /**
     * Each ends where the next begins, the last with the video.
     *
     * @param marks in the order of their starts
     * @param durationMs 0 when nobody knows it yet; then the last chapter is as short as can be
     */
    static List<Chapter> chapters(List<ChapterMark> marks, long durationMs) {
        List<Chapter> chapters = new ArrayList<>();
        for (int i = 0; i < marks.size(); i++) {
            ChapterMark mark = marks.get(i);
            long endMs = i + 1 < marks.size() ? marks.get(i + 1).startMs() : Math.max(durationMs, mark.startMs() + 1);
            chapters.add(new Chapter(mark.startMs(), endMs, mark.title()));
        }
        return chapters;
    }
}
