package io.vitascope.processing;

import io.quarkus.info.runtime.spi.InfoContributor;
import jakarta.inject.Singleton;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;

/** FFmpeg's version and licence in {@code /q/info}. */
@Singleton
final class EngineInfo implements InfoContributor {

    private final QuickLooks looks;

    EngineInfo(QuickLooks looks) {
        this.looks = looks;
    }

    @Override
    public String name() {
        return "ffmpeg";
    }

    @Override
    public String displayName() {
        return "FFmpeg";
    }

    /** Asked for once, at the start, when nothing is known yet: so a map that looks it up. */
    @Override
    public Map<String, Object> data() {
        return new AbstractMap<>() {
            @Override
            public Set<Entry<String, Object>> entrySet() {
                return looks.engine().facts().entrySet();
            }
        };
    }
}
