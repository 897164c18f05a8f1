package dev.firstword.architecture;

import static dev.firstword.architecture.ArchitectureRules.classesAreFreeOfCycles;
import static dev.firstword.architecture.ArchitectureRules.dependsOnlyOn;
import static dev.firstword.architecture.ArchitectureRules.packagesAreFreeOfCycles;
import static dev.firstword.architecture.ArchitectureRules.takesTimeFromTheInjectedClock;
import static dev.firstword.architecture.ArchitectureRules.usesNoInternalsOfLibraries;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every architecture rule fails on the violations in the package {@code planted}. */
final class PlantedViolationsTest {

  private static final String PLANTED = "dev.firstword.architecture.planted";
  private static final JavaClasses CLASSES = new ClassFileImporter().importPackages(PLANTED);

  @Test
  void aForbiddenDependencyBetweenModulesIsFound() {
    assertViolated(dependsOnlyOn(PLANTED, "lower", Set.of()), "Lower.upper");
  }

  @Test
  void aCycleOfPackagesInsideAModuleIsFound() {
    assertViolated(packagesAreFreeOfCycles(PLANTED + ".upper"), "Slice " + PLANTED + ".upper.left");
  }

  @Test
  void aCycleOfClassesInsideAPackageIsFound() {
    assertViolated(classesAreFreeOfCycles(PLANTED + ".lower"), "Lower");
  }

  @Test
  void aUseOfALibrarysInternalsIsFound() {
    assertViolated(usesNoInternalsOfLibraries(), "UsesInternals");
  }

  @Test
  void aReadOfTheMachinesTimeIsFound() {
    ArchRule rule = takesTimeFromTheInjectedClock(PLANTED + "..");

    assertViolated(rule, "ReadsTime.call");
    assertViolated(rule, "ReadsTime.reference");
    assertViolated(rule, "ReadsTime.pause");
    assertViolated(rule, "ReadsTime.wallClock");
    assertViolated(rule, "ReadsTime.notInjected");
  }

  private static void assertViolated(ArchRule rule, String expectedDetail) {
    assertThat(rule.evaluate(CLASSES).getFailureReport().toString()).contains(expectedDetail);
  }
}
