package io.vitascope.platform.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.vitascope.kernel.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;

/**
 * Adds to the description of the API what no door has to repeat: the problem as the body of every refusal that an
 * operation names and of its default answer; which members of an answer are always there; the headers by which parts of
 * a file, and only what has changed, are asked for, and what such a request may be answered. And mends what the doors'
 * Java says of parameters.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class ApiDescription implements OASFilter {

    private static final String PROBLEM = "Problem";
    private static final DotName NULLABLE = DotName.createSimple("org.jspecify.annotations.Nullable");
    private static final DotName NAMED =
            DotName.createSimple("org.eclipse.microprofile.openapi.annotations.media.Schema");
    private static final String OURS = "io.vitascope.";
    private static final String REFERENCE = "#/components/schemas/";
    /** Asked for by whoever may be answered with the status. */
    private static final Map<String, Map<String, String>> HEADERS = Map.of(
            "206", Map.of("Range", "One range of bytes", "If-Range", "ETag or date that the range is of"),
            "304",
                    Map.of(
                            "If-None-Match", "ETag of an earlier answer",
                            "If-Modified-Since", "Date of an earlier answer; not regarded beside If-None-Match"));

    /** What else is answered by whoever answers with a part. */
    private static final Map<String, String> BESIDE_PARTS = Map.of(
            "304", "It is as If-None-Match or If-Modified-Since say",
            "412", "delivery/changed: it is not as If-Match or If-Unmodified-Since say",
            "416", "delivery/outside: the range begins behind the end");

    private final IndexView classes;

    /** @param classes those of the build */
    public ApiDescription(IndexView classes) {
        this.classes = classes;
    }

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
        requireWhatIsAlwaysThere(api);
        for (PathItem path : api.getPaths().getPathItems().values()) {
            path.getOperations().values().forEach(ApiDescription::addAnswersBesideParts);
            path.getOperations().forEach(ApiDescription::addProblem);
            path.getOperations().values().forEach(ApiDescription::mendParameters);
            path.getOperations().values().forEach(ApiDescription::addHeaders);
        }
    }

    /** Of an answer, whatever is not marked as nullable is there; a body that clients send may leave out anything. */
    private void requireWhatIsAlwaysThere(OpenAPI api) {
        Map<String, Schema> schemas = api.getComponents().getSchemas();
        Set<String> sent = api.getPaths().getPathItems().values().stream()
                .flatMap(path -> path.getOperations().values().stream())
                .map(Operation::getRequestBody)
                .filter(body -> body != null && body.getContent() != null)
                .flatMap(body -> body.getContent().getMediaTypes().values().stream())
                .map(MediaType::getSchema)
                .filter(schema -> schema != null && schema.getRef() != null)
                .map(schema -> schema.getRef().substring(REFERENCE.length()))
                .collect(Collectors.toSet());
        Map<String, List<ClassInfo>> records = classes.getKnownClasses().stream()
                .filter(type -> type.isRecord() && type.name().toString().startsWith(OURS))
                .collect(Collectors.groupingBy(ApiDescription::nameOf));
        schemas.forEach((name, schema) -> {
            if (schema.getProperties() != null && !sent.contains(name)) {
                Set<String> required = new TreeSet<>(Objects.requireNonNullElse(schema.getRequired(), List.of()));
                described(records.getOrDefault(name, List.of()))
                        .flatMap(ApiDescription::alwaysThere)
                        .filter(schema.getProperties()::containsKey)
                        .forEach(required::add);
                schema.setRequired(required.isEmpty() ? null : List.copyOf(required));
            }
        });
    }

    /** Of records with one name those that say that they are described by it; rooms have others for themselves. */
    private static Stream<ClassInfo> described(List<ClassInfo> records) {
        List<ClassInfo> named = records.stream()
                .filter(type -> type.declaredAnnotation(NAMED) != null)
                .toList();
        return (named.isEmpty() ? records : named).stream();
    }

    private static Stream<String> alwaysThere(ClassInfo type) {
        return type.unsortedRecordComponents().stream()
                .filter(component -> !component.type().hasAnnotation(NULLABLE))
                .map(component -> PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.name()));
    }

    private static String nameOf(ClassInfo type) {
        AnnotationInstance schema = type.declaredAnnotation(NAMED);
        return schema != null && schema.value("name") != null
                ? schema.value("name").asString()
                : type.simpleName();
    }

    private static void addAnswersBesideParts(Operation operation) {
        APIResponses answers = operation.getResponses();
        if (answers != null && answers.hasAPIResponse("206")) {
            BESIDE_PARTS.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(other -> answers.addAPIResponse(
                            other.getKey(), OASFactory.createAPIResponse().description(other.getValue())));
        }
    }

    private static void addHeaders(Operation operation) {
        Set<String> known = operation.getParameters() == null
                ? Set.of()
                : operation.getParameters().stream().map(Parameter::getName).collect(Collectors.toSet());
        HEADERS.forEach((status, headers) -> {
            if (operation.getResponses().getAPIResponse(status) != null) {
                headers.entrySet().stream()
                        .filter(header -> !known.contains(header.getKey()))
                        .sorted(Map.Entry.comparingByKey())
                        .forEach(header -> operation.addParameter(OASFactory.createParameter()
                                .name(header.getKey())
                                .in(Parameter.In.HEADER)
                                .description(header.getValue())
                                .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING))));
            }
        });
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
