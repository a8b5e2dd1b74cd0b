package io.vitascope.platform.http;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.vitascope.kernel.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Adds the problem to the description of the API, once, as the body of every refusal that an operation names and of its
 * default answer, so that no door has to repeat it; and mends what the doors' Java says of parameters.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class ApiDescription implements OASFilter {

    private static final String PROBLEM = "Problem";

    @Override
    public void filterOpenAPI(OpenAPI api) {
        if (api.getComponents() == null) {
            api.setComponents(OASFactory.createComponents());
        }
        api.getComponents().addSchema(PROBLEM, schema());
        api.getComponents().addResponse(PROBLEM, response());
        if (api.getPaths() == null || api.getPaths().getPathItems() == null) {
            return;
        }
        for (PathItem path : api.getPaths().getPathItems().values()) {
            path.getOperations().forEach(ApiDescription::addProblem);
            path.getOperations().values().forEach(ApiDescription::mendParameters);
        }
    }

    /**
     * Doors write "absent" as an empty text, which is no value of a number or an enumeration; and an enumeration that
     * they write out is of texts.
     */
    private static void mendParameters(Operation operation) {
        if (operation.getParameters() == null) {
            return;
        }
        operation.getParameters().stream()
                .map(Parameter::getSchema)
                .filter(Objects::nonNull)
                .forEach(ApiDescription::mend);
    }

    private static void mend(Schema schema) {
        if ("".equals(schema.getDefaultValue())) {
            schema.setDefaultValue(null);
        }
        if ((schema.getType() == null || schema.getType().isEmpty()) && schema.getEnumeration() != null) {
            schema.addType(Schema.SchemaType.STRING);
        }
    }

    private static void addProblem(PathItem.HttpMethod method, Operation operation) {
        if (operation.getResponses() == null) {
            operation.setResponses(OASFactory.createAPIResponses());
        }
        if (method != PathItem.HttpMethod.HEAD) {
            operation.getResponses().getAPIResponses().forEach((code, answer) -> {
                if (code.matches("[45]..") && answer.getContent() == null && answer.getRef() == null) {
                    answer.setContent(problem());
                }
            });
        }
        operation
                .getResponses()
                .addAPIResponse("default", OASFactory.createAPIResponse().ref(PROBLEM));
    }

    private static APIResponse response() {
        return OASFactory.createAPIResponse()
                .description("Anything else; \"code\" says what, docs/problems.md lists all codes")
                .content(problem());
    }

    private static Content problem() {
        return OASFactory.createContent()
                .addMediaType(
                        ProblemException.MEDIA_TYPE,
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref(PROBLEM)));
    }

    private static Schema schema() {
        Schema schema = OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .description("RFC 9457. Facts of the single case follow as further members.")
                .required(List.of("type", "title", "status", "detail", "instance", "code", "retryable"));
        Map.of(
                        "type", "A reference to the kind of problem",
                        "title", "The same few words for every occurrence",
                        "detail", "What was wrong and what to do next",
                        "instance", "The path of the request",
                        "code", "Stable; for programs to branch on")
                .forEach((name, text) -> schema.addProperty(name, member(Schema.SchemaType.STRING, text)));
        schema.addProperty("status", member(Schema.SchemaType.INTEGER, "The HTTP status"));
        schema.addProperty(
                "retryable",
                member(Schema.SchemaType.BOOLEAN, "Whether the same request may succeed later without being changed"));
        return schema;
    }

    private static Schema member(Schema.SchemaType type, String description) {
        return OASFactory.createSchema().addType(type).description(description);
    }
}
