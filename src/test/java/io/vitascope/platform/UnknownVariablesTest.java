package io.vitascope.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UnknownVariablesTest {

    @Test
    void aMisspeltVariableIsNamed() {
        assertThat(UnknownVariables.among(
                        List.of("VITASCOPE_PROCESING_SLOTS", "VITASCOPE_PROCESSING_SLOTS", "PATH"),
                        UnknownVariables.reference()))
                .containsExactly("VITASCOPE_PROCESING_SLOTS");
    }

    @Test
    void whatIsAKeyOrOfTheClusterIsNot() {
        assertThat(UnknownVariables.among(
                        List.of(
                                "VITASCOPE_DATA_DIR",
                                "VITASCOPE_STORAGE_S3_PATH_STYLE",
                                "VITASCOPE_UPLOAD_IMPORT_NETWORKS_0_",
                                "VITASCOPE_UPLOAD_IMPORT_NETWORKS",
                                "VITASCOPE_PROCESSING_CHILD_MAX_QUICK",
                                "VITASCOPE_LINKS_GRAFANA",
                                "VITASCOPE_SERVICE_HOST",
                                "VITASCOPE_PORT",
                                "VITASCOPE_PORT_80_TCP_ADDR"),
                        UnknownVariables.reference()))
                .isEmpty();
    }
}
