package io.vitascope;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.google.protobuf.Descriptors.Descriptor;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import io.vitascope.contract.processing.Order;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The plan of the house as rules, by name. A rule changes here only together with ARCHITECTURE.md.
 *
 * <p>{@code home} is the package that holds the rooms: the application's, or the one with the planted violations.
 */
record HouseRules(String home) {

    /** Who reads whose contract: its own and those upstream of it, never one downstream. */
    private static final Map<String, Set<String>> READS = new TreeMap<>(Map.of(
            "upload", Set.of("upload"),
            "processing", Set.of("upload", "processing"),
            "catalog", Set.of("upload", "processing", "catalog"),
            "delivery", Set.of("processing", "catalog", "delivery")));

    private static final Set<String> CONTRACTS = Set.of("upload", "processing", "catalog", "delivery", "video");

    private static final Set<String> GROUND_FLOORS = Set.of("kernel", "captions", "storage", "outbox", "platform");

    /**
     * A {@code Call} is the course of one gRPC call, a {@code Queue} takes tasks from Kafka, a {@code Proto} is a
     * record in the words of the contract, for several doors: all are parts of doors.
     */
    private static final DescribedPredicate<JavaClass> DOORS = describe("doors", type -> outermost(type)
            .getSimpleName()
            .matches(".*(Rpc|Resource|Consumer|Publisher|Client|Child|Queue|Call|Proto)"));

    /** Those through which callers come in. */
    private static final DescribedPredicate<JavaClass> ENTRANCES =
            describe("entrances", type -> outermost(type).getSimpleName().matches(".*(Rpc|Resource)"));

    private static final DescribedPredicate<JavaClass> STORES =
            describe("stores", type -> type.getSimpleName().endsWith("Store"));

    /** What processing and its child processes say to each other is a matter of that room alone. */
    private static final Set<String> CHILD_LANGUAGE = Stream.concat(
                    Stream.of(Order.getDescriptor().getFile()),
                    Order.getDescriptor().getFile().getDependencies().stream())
            .flatMap(file -> file.getMessageTypes().stream())
            .map(Descriptor::getName)
            .collect(Collectors.toUnmodifiableSet());

    /** What runs in the child process alone. */
    private static final Set<String> CHILDS = Set.of(
            "MediaChild",
            "TranscodeChild",
            "RunPlan",
            "Extras",
            "Extraction",
            "Reuse",
            "TrackReports",
            "Rehearsal",
            "Sound",
            "Sounds",
            "LadderPruning",
            "StoryboardIndex");

    Map<String, ArchRule> all() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        for (String room : READS.keySet()) {
            rules.put("the room " + room + " is closed", isClosed(room));
            rules.put("the room " + room + " knows no other room", knowsNoOtherRoom(room));
            rules.put("the room " + room + " reads contracts upstream only", readsUpstreamOnly(room));
        }
        rules.put("only doors speak contract, Mutiny or gRPC", onlyDoorsSpeak());
        rules.put("only doors know entrances", onlyDoorsKnowEntrances());
        rules.put("entrances read no store", entrancesReadNoStore());
        rules.put("behind its doors processing speaks with its child only", processingSpeaksWithItsChild());
        rules.put("the whole video service is the platform's", onlyThePlatformKnowsTheVideoService());
        rules.put("nobody imports the platform", nobodyImportsThePlatform());
        rules.put("native code stays in its chamber", nativeCodeStaysInItsChamber());
        rules.put("only the child process calls FFmpeg", onlyTheChildCallsFfmpeg());
        rules.put("the chamber knows no framework", theChamberKnowsNoFramework());
        rules.put("nobody keeps what is the chamber's in a static field", nobodyKeepsTheChamber());
        rules.put("the kernel is plain Java", theKernelIsPlainJava());
        rules.put("captions are plain Java", captionsArePlainJava());
        for (String floor : GROUND_FLOORS) {
            rules.put("the floor " + floor + " knows no room", floorKnowsNoRoom(floor));
            rules.put("the floor " + floor + " knows no contract", floorKnowsNoContract(floor));
        }
        rules.put("there are no circles", thereAreNoCircles());
        rules.put("names say what a thing is", namesSayWhatAThingIs());
        rules.put("nothing is injected into a field", nothingIsInjectedIntoAField());
        rules.put("nobody prints", nobodyPrints());
        return rules;
    }

    private ArchRule isClosed(String room) {
        return classes()
                .that()
                .resideInAPackage(in(room))
                .and()
                .areTopLevelClasses()
                .should()
                .notBePublic()
                .as("no class of the room " + room + " is public");
    }

    private ArchRule knowsNoOtherRoom(String room) {
        String[] others = READS.keySet().stream()
                .filter(other -> !other.equals(room))
                .map(this::below)
                .toArray(String[]::new);
        return never(resideInAPackage(below(room)), resideInAnyPackage(others), "rooms meet only in contracts");
    }

    private ArchRule readsUpstreamOnly(String room) {
        String[] downstream = CONTRACTS.stream()
                .filter(contract -> !READS.getOrDefault(room, Set.of()).contains(contract))
                .map(contract -> below("contract." + contract))
                .toArray(String[]::new);
        return never(resideInAPackage(below(room)), resideInAnyPackage(downstream), "data runs one way");
    }

    private ArchRule onlyDoorsSpeak() {
        return never(
                behindTheDoors().and(not(resideInAPackage(below("processing")))),
                speech(),
                "doors translate, and what is behind them speaks the room's own words");
    }

    /** The platform registers them, and gives the rooms' services one name. */
    private ArchRule onlyDoorsKnowEntrances() {
        return never(
                not(DOORS).and(not(resideInAPackage(below("platform")))),
                resideInAPackage(home + "..").and(ENTRANCES),
                "doors delegate to rules, and rules know no door");
    }

    /** Those of processing still read theirs. Blobs are no room's store. */
    private ArchRule entrancesReadNoStore() {
        String[] rooms =
                Stream.of("upload", "catalog", "delivery").map(this::below).toArray(String[]::new);
        return never(
                ENTRANCES.and(resideInAnyPackage(rooms)),
                STORES.and(resideInAnyPackage(rooms)),
                "doors delegate to rules, so that whoever comes in by another door is held to the same");
    }

    private ArchRule processingSpeaksWithItsChild() {
        return never(
                behindTheDoors().and(resideInAPackage(below("processing"))),
                speech().and(not(childLanguage())),
                "doors translate, and what is behind them speaks the room's own words");
    }

    private DescribedPredicate<JavaClass> behindTheDoors() {
        return not(DOORS).and(not(resideInAnyPackage(below("contract"), below("platform"), below("outbox"))));
    }

    /** An executor is no speech, wherever it is kept. */
    private DescribedPredicate<JavaClass> speech() {
        return resideInAnyPackage("io.smallrye.mutiny..", "io.grpc..", below("contract"))
                .and(not(resideInAPackage("io.smallrye.mutiny.infrastructure")));
    }

    private DescribedPredicate<JavaClass> childLanguage() {
        return resideInAPackage(below("contract"))
                .and(describe(
                        "the language of the child process",
                        type -> CHILD_LANGUAGE.contains(
                                outermost(type).getSimpleName().replaceFirst("OrBuilder$", ""))));
    }

    private ArchRule onlyThePlatformKnowsTheVideoService() {
        return never(
                not(resideInAnyPackage(below("platform"), below("contract.video"))),
                resideInAPackage(below("contract.video")),
                "it only gives the rooms' services one name");
    }

    private ArchRule nobodyImportsThePlatform() {
        return never(
                not(resideInAPackage(below("platform"))),
                resideInAPackage(below("platform")),
                "plumbing is for nobody to talk to");
    }

    private ArchRule nativeCodeStaysInItsChamber() {
        return never(
                not(resideInAPackage(below("processing.ffmpeg"))),
                resideInAPackage("org.bytedeco.."),
                "native memory has one owner");
    }

    private ArchRule onlyTheChildCallsFfmpeg() {
        DescribedPredicate<JavaClass> childs =
                describe("the child's", type -> CHILDS.contains(outermost(type).getSimpleName()));
        return never(
                not(resideInAPackage(below("processing.ffmpeg"))).and(not(childs)),
                resideInAPackage(below("processing.ffmpeg")),
                "a file that crashes native code must not crash the server");
    }

    private ArchRule theChamberKnowsNoFramework() {
        return classes()
                .that()
                .resideInAPackage(below("processing.ffmpeg"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(below("processing.ffmpeg"), "org.bytedeco..", "java..", "org.jspecify..");
    }

    /**
     * A native executable's static fields are filled when it is built, and the chamber needs FFmpeg to be initialized.
     */
    private ArchRule nobodyKeepsTheChamber() {
        return noFields()
                .that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage(below("processing.ffmpeg"))
                .should()
                .haveRawType(resideInAPackage(below("processing.ffmpeg")))
                .because("then no native executable could be built");
    }

    private ArchRule theKernelIsPlainJava() {
        return classes()
                .that()
                .resideInAPackage(below("kernel"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(below("kernel"), "java..", "org.jspecify..");
    }

    private ArchRule captionsArePlainJava() {
        return classes()
                .that()
                .resideInAPackage(below("captions"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(below("captions"), below("kernel"), "java..", "org.jspecify..");
    }

    private ArchRule floorKnowsNoRoom(String floor) {
        String[] rooms = READS.keySet().stream().map(this::below).toArray(String[]::new);
        return never(
                resideInAPackage(below(floor)), resideInAnyPackage(rooms), "a ground floor carries every room alike");
    }

    /** {@code platform.grpc} gives the rooms' services one name, so it has to know theirs. */
    private ArchRule floorKnowsNoContract(String floor) {
        return never(
                resideInAPackage(below(floor)).and(not(resideInAPackage(below("platform.grpc")))),
                resideInAPackage(below("contract")),
                "a ground floor carries every room alike");
    }

    private ArchRule thereAreNoCircles() {
        return slices().matching(home + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);
    }

    private ArchRule namesSayWhatAThingIs() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(below("contract"))
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveNameMatching(".*(Utils?|Helpers?|Manager|Dto|DTO|Mapper)");
    }

    private static ArchRule nothingIsInjectedIntoAField() {
        return noFields().should().beAnnotatedWith(Inject.class);
    }

    /** The embedded services talk to their parent, and a child process to its own, by standard streams. */
    private ArchRule nobodyPrints() {
        return noClasses()
                .that(not(DOORS))
                .and()
                .resideOutsideOfPackage(below("platform"))
                .should(ACCESS_STANDARD_STREAMS)
                .because("what happens is logged");
    }

    private static ArchRule never(
            DescribedPredicate<? super JavaClass> from, DescribedPredicate<? super JavaClass> to, String because) {
        return noClasses()
                .that(from.forSubtype())
                .should()
                .dependOnClassesThat(to)
                .because(because);
    }

    /** The package itself. */
    private String in(String part) {
        return home + "." + part;
    }

    /** The package and all below it. */
    private String below(String part) {
        return home + "." + part + "..";
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(HouseRules::outermost).orElse(type);
    }
}
