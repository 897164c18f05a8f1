package dev.firstword.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static dev.firstword.architecture.ArchitectureRules.classesAreFreeOfCycles;
import static dev.firstword.architecture.ArchitectureRules.dependsOnlyOn;
import static dev.firstword.architecture.ArchitectureRules.packagesAreFreeOfCycles;
import static dev.firstword.architecture.ArchitectureRules.takesTimeFromTheInjectedClock;
import static dev.firstword.architecture.ArchitectureRules.usesNoInternalsOfLibraries;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The table of modules in ARCHITECTURE.md: what each may depend on, and where cycles are banned.
 */
final class ArchitectureTest {

  private static final String ROOT = "dev.firstword";

  /** A module and the modules it may depend on. */
  private static final Map<String, Set<String>> MODULES =
      Map.of(
          "relay", Set.of(),
          "core", Set.of("relay"),
          "retrieval", Set.of("core", "relay"),
          "adapters", Set.of("retrieval", "core", "relay"),
          "operations", Set.of("core", "relay"),
          "api", Set.of("operations", "retrieval", "core", "relay"),
          "doctor", Set.of("relay"),
          "simulator", Set.of("relay"));

  /** The one package of Netty that is about addresses instead of connections. */
  private static final String ADDRESS_RANGES = "io.netty.handler.ipfilter";

  private static final Pattern MODULE = Pattern.compile("dev\\.firstword\\.(\\w+)");

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @TestFactory
  Stream<DynamicTest> modulesDependOnlyOnWhatTheTableAllows() {
    return MODULES.entrySet().stream()
        .map(module ->
            DynamicTest.dynamicTest(
                module.getKey(),
                () -> dependsOnlyOn(ROOT, module.getKey(), module.getValue()).check(PRODUCT)));
  }

  @Test
  void everyModuleIsInTheTable() {
    Set<String> modules = new TreeSet<>();
    PRODUCT.forEach(type -> {
      Matcher matcher = MODULE.matcher(type.getPackageName());
      if (matcher.lookingAt()) {
        modules.add(matcher.group(1));
      }
    });

    Set<String> known = new TreeSet<>(MODULES.keySet());
    known.add("app");
    known.add("testing"); // Test data, which the product does not have.
    assertThat(modules).isEqualTo(known);
  }

  @Test
  void noPackagesDependOnEachOther() {
    packagesAreFreeOfCycles(ROOT).check(PRODUCT);
  }

  @Test
  void noClassesOfATurnDependOnEachOther() {
    classesAreFreeOfCycles(ROOT + ".core.turn").check(PRODUCT);
  }

  @Test
  void onlyTheRelayKnowsNetty() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.firstword.relay..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.netty..").and(not(resideInAPackage(ADDRESS_RANGES))))
        .check(PRODUCT);
  }

  @Test
  void onlyTheClockReadsTheTime() {
    takesTimeFromTheInjectedClock(
            ROOT + ".core..",
            ROOT + ".retrieval..",
            ROOT + ".adapters..",
            ROOT + ".operations..",
            ROOT + ".api..")
        .check(PRODUCT);
  }

  @Test
  void noLibraryIsUsedFromTheInside() {
    usesNoInternalsOfLibraries().check(PRODUCT);
  }
}
