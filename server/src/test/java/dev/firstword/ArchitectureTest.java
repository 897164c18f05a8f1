package dev.firstword;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Enforces the table in ARCHITECTURE.md of which part may import which. */
final class ArchitectureTest {

  /** Each part with the parts that it may import; anything not listed is forbidden. */
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.ofEntries(
          Map.entry(
              "http",
              Set.of(
                  "job",
                  "turn",
                  "identity",
                  "conversation",
                  "retrieval",
                  "monitor",
                  "timeline",
                  "statistics",
                  "preparation",
                  "profile",
                  "loop",
                  "protocol")),
          Map.entry(
              "storage",
              Set.of("job", "turn", "conversation", "retrieval", "identity", "protocol")),
          Map.entry("job", Set.of("turn", "identity", "loop", "protocol")),
          Map.entry(
              "turn",
              Set.of(
                  "preparation",
                  "routing",
                  "answer",
                  "statistics",
                  "conversation",
                  "identity",
                  "prompt",
                  "profile",
                  "timeline",
                  "loop",
                  "protocol")),
          Map.entry(
              "answer", Set.of("routing", "prompt", "profile", "statistics", "loop", "protocol")),
          Map.entry(
              "preparation",
              Set.of("conversation", "retrieval", "identity", "prompt", "profile", "protocol")),
          Map.entry(
              "routing", Set.of("provider", "prompt", "profile", "statistics", "loop", "protocol")),
          Map.entry("provider", Set.of("prompt", "protocol")),
          Map.entry("monitor", Set.of("timeline", "statistics", "protocol")),
          Map.entry("retrieval", Set.of("identity", "protocol")),
          Map.entry("conversation", Set.of("identity", "protocol")),
          Map.entry("prompt", Set.of("protocol")),
          Map.entry("identity", Set.of("protocol")),
          Map.entry("timeline", Set.of("protocol")),
          Map.entry("doctor", Set.of("protocol")),
          Map.entry("statistics", Set.of()),
          Map.entry("profile", Set.of()),
          Map.entry("loop", Set.of()),
          Map.entry("protocol", Set.of()));

  private static final Pattern PART = Pattern.compile("dev\\.firstword\\.(\\w+)");

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.firstword");

  @TestFactory
  Stream<DynamicTest> partsImportOnlyWhatTheyMay() {
    return MAY_IMPORT.entrySet().stream()
        .map(part ->
            DynamicTest.dynamicTest(part.getKey(), () -> check(part.getKey(), part.getValue())));
  }

  private static void check(String part, Set<String> allowed) {
    List<String> packages =
        Stream.concat(Stream.of(part), allowed.stream())
            .map(name -> "dev.firstword." + name + "..")
            .toList();

    classes()
        .that()
        .resideInAPackage("dev.firstword." + part + "..")
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackages("dev.firstword..")
                .or(resideInAnyPackage(packages.toArray(String[]::new))))
        .check(PRODUCT);
  }

  @Test
  void everyPartIsInTheTable() {
    Set<String> parts = new TreeSet<>();
    PRODUCT.forEach(type -> {
      Matcher matcher = PART.matcher(type.getPackageName());
      if (matcher.lookingAt()) {
        parts.add(matcher.group(1));
      }
    });

    Set<String> known = new TreeSet<>(MAY_IMPORT.keySet());
    known.addAll(Set.of("app", "simulator"));
    assertThat(parts).isEqualTo(known);
  }

  @Test
  void noTwoPartsImportEachOther() {
    slices().matching("dev.firstword.(*)..").should().beFreeOfCycles().check(PRODUCT);
  }

  @Test
  void onlyTheServerAndTheTransportUseTheHttpLibrary() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.firstword.http..",
            "dev.firstword.provider.transport..",
            "dev.firstword.app..",
            "dev.firstword.simulator..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "io.netty..")
        .check(PRODUCT);
  }

  @Test
  void serverAndSimulatorShareNoCode() {
    noClasses()
        .that()
        .resideInAPackage("dev.firstword.simulator..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("dev.firstword..")
                .and(resideOutsideOfPackages("dev.firstword.simulator..")))
        .check(PRODUCT);
  }
}
