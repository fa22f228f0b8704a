package dev.daemion.gateway.source;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.extension.Warrant;
import dev.daemion.kernel.journal.JournalEntry;
import dev.daemion.kernel.run.Assignment;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The invariants")
class InvariantsTest {
    private static final String KERNEL = "dev.daemion.kernel..";
    private static final String EXTENSIONS = "dev.daemion.extension..";
    private static final String SUBSTRATES = "dev.daemion.substrate..";
    private static final String GATEWAY = "dev.daemion.gateway..";
    private static final String[] SQL = {
        "java.sql..", "javax.sql..", "slick..", "org.jdbi..", "com.zaxxer..", "org.flywaydb..", "org.sqlite.."
    };

    private static JavaClasses sources;

    @BeforeAll
    static void read() {
        sources = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                // The test doubles of other modules come as a jar of their own.
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("dev.daemion");
    }

    @Test
    @DisplayName("1: the kernel depends on no other module, and modules only downwards")
    void downwards() {
        noClasses()
                .that()
                .resideInAPackage(KERNEL)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(EXTENSIONS, SUBSTRATES, GATEWAY)
                .check(sources);
        noClasses()
                .that()
                .resideInAPackage(EXTENSIONS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SUBSTRATES, GATEWAY)
                .check(sources);
        noClasses()
                .that()
                .resideInAPackage(SUBSTRATES)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(GATEWAY)
                .check(sources);
    }

    @Test
    @DisplayName("2: the gateway speaks to substrates through kernel.protocol; only its root package sees both")
    void throughProtocols() {
        noClasses()
                .that(resideInAPackage(GATEWAY).and(DescribedPredicate.not(resideInAPackage("dev.daemion.gateway"))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(SUBSTRATES)
                .check(sources);
    }

    @Test
    @DisplayName("3: extensions have no actors")
    void noActorsInExtensions() {
        noClasses()
                .that()
                .resideInAPackage(EXTENSIONS)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.pekko..")
                .check(sources);
    }

    @Test
    @DisplayName("4: only the gateway serves HTTP; of the rest only model clients and web tools speak it")
    void onlyGatewayServes() {
        var serving = resideInAnyPackage("org.apache.pekko.http.javadsl.server..", "com.sun.net.httpserver..");
        noClasses()
                .that()
                .resideOutsideOfPackage(GATEWAY)
                .should()
                .dependOnClassesThat(serving)
                .check(sources);
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        GATEWAY, "dev.daemion.substrate.execution.model..", "dev.daemion.substrate.execution.tool..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.apache.pekko.http..", "java.net.http.."))
                .check(sources);
    }

    @Test
    @DisplayName("5: only storage and journal know SQL")
    void sqlInItsPlace() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.daemion.substrate.storage..", "dev.daemion.kernel.journal..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SQL)
                .check(sources);
    }

    @Test
    @DisplayName("6: an event or a state never goes over the wire and is never a reply")
    void eventsStayInside() {
        var inside = assignableTo(JournalEntry.class)
                .or(DescribedPredicate.describe(
                        "entity states", type -> type.getSimpleName().endsWith("State") && isOurs(type)));
        noClasses()
                .that(resideInAPackage("dev.daemion.kernel.protocol..")
                        .or(resideInAPackage(GATEWAY)
                                .and(DescribedPredicate.not(resideInAPackage("dev.daemion.gateway")))))
                .should()
                .dependOnClassesThat(inside)
                .check(sources);
    }

    @Test
    @DisplayName("7: nothing in the kernel, the extensions or the substrates sleeps or reads the clock itself")
    void noClock() {
        var inside = noClasses().that().resideInAnyPackage(KERNEL, EXTENSIONS, SUBSTRATES);
        inside.should().callMethod(Instant.class, "now").check(sources);
        inside.should().callMethod(System.class, "currentTimeMillis").check(sources);
        inside.should().callMethod(UUID.class, "randomUUID").check(sources);
        inside.should().callMethod(Clock.class, "systemUTC").check(sources);
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(sources);
    }

    @Test
    @DisplayName("7: nothing waits for a future, but commands and the start, which have a thread of their own")
    void noWaiting() {
        var waiting = noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.daemion.gateway", "dev.daemion.gateway.cli..", "dev.daemion.gateway.discovery..");
        waiting.should().callMethod(CompletableFuture.class, "join").check(sources);
        waiting.should().callMethod(CompletableFuture.class, "get").check(sources);
        waiting.should().callMethod(Future.class, "get").check(sources);
    }

    @Test
    @DisplayName("8: protocol records hold values and addresses only: nothing that cannot cross a network")
    void serializable() {
        classes()
                .that()
                .resideInAPackage("dev.daemion.kernel.protocol..")
                .and(DescribedPredicate.describe("are records", JavaClass::isRecord))
                .should(holdValuesOnly())
                .check(sources);
    }

    @Test
    @DisplayName("9: only the catalog issues what runs an extension, and only the index makes a catalog")
    void warrants() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Catalog.class.getName())
                .should()
                .callMethod(Warrant.class, "of", ExtensionView.class)
                .check(sources);
        noClasses()
                .that(DescribedPredicate.not(DescribedPredicate.describe(
                        "the extension index or the catalog",
                        type -> type.getName().equals("dev.daemion.substrate.extension.ExtensionIndex")
                                || type.getName().equals(Catalog.class.getName()))))
                .should()
                .callConstructor(Catalog.class, long.class, List.class)
                .check(sources);
        // Nothing runs an extension's content without one: it is part of every assignment, and has no other maker.
        assertThat(Arrays.stream(Warrant.class.getDeclaredConstructors()).map(Constructor::getModifiers))
                .allMatch(Modifier::isPrivate);
        assertThat(sources.get("dev.daemion.substrate.execution.app.AppLauncher")
                        .getMethods())
                .filteredOn(method -> method.getName().equals("start"))
                .allMatch(method ->
                        method.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Warrant.class)))
                .isNotEmpty();
        assertThat(Arrays.stream(Assignment.class.getRecordComponents()).map(RecordComponent::getType))
                .contains(Warrant.class);
    }

    private static ArchCondition<JavaClass> holdValuesOnly() {
        return new ArchCondition<>("hold values only") {
            @Override
            public void check(JavaClass record, ConditionEvents events) {
                for (JavaField field : record.getFields()) {
                    var type = field.getRawType();
                    var isStatic = field.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.STATIC);
                    if (!isStatic && !isValue(type)) {
                        events.add(SimpleConditionEvent.violated(
                                record, field.getFullName() + " is a " + type.getName() + ", which is no value"));
                    }
                }
            }
        };
    }

    private static boolean isValue(JavaClass type) {
        return type.isPrimitive()
                || type.isEnum()
                || (type.getPackageName().equals("java.lang")
                        && !type.getSimpleName().equals("Object"))
                || (type.getPackageName().equals("java.time")
                        && !type.getSimpleName().equals("Clock"))
                || type.isEquivalentTo(BigDecimal.class)
                || type.isEquivalentTo(ByteString.class)
                // No record, so that nobody makes one, but a value that the journal writes and reads.
                || type.isEquivalentTo(Warrant.class)
                || type.isEquivalentTo(Optional.class)
                || type.isAssignableTo(Collection.class)
                || type.isAssignableTo(Map.class)
                || type.isAssignableTo(JsonNode.class)
                || type.isEquivalentTo(ActorRef.class)
                || (type.isRecord() && isOurs(type))
                || (type.isInterface() && isOurs(type));
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith("dev.daemion.");
    }
}
