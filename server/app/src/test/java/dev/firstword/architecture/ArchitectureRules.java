package dev.firstword.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The rules of ARCHITECTURE.md, for any root package, so that a planted violation can be tested.
 */
final class ArchitectureRules {

  /** Methods that only the clock and the scheduler may call, or only the builder of a server. */
  private static final Set<String> MACHINE_TIME =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.lang.Thread.sleep",
          "java.util.concurrent.TimeUnit.sleep",
          "java.util.concurrent.locks.LockSupport.parkNanos",
          "java.util.concurrent.locks.LockSupport.parkUntil",
          "java.time.Instant.now",
          "java.time.InstantSource.system",
          "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone",
          "dev.firstword.relay.time.Clock.system",
          "dev.firstword.relay.time.TaskScheduler.system");

  private ArchitectureRules() {}

  /** A module depends only on the named modules of the product. */
  static ArchRule dependsOnlyOn(String root, String module, Set<String> allowed) {
    String[] packages =
        Stream.concat(Stream.of(module), allowed.stream())
            .map(name -> root + "." + name + "..")
            .toArray(String[]::new);
    return classes()
        .that()
        .resideInAPackage(root + "." + module + "..")
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackages(root + "..").or(resideInAnyPackage(packages)));
  }

  /** No two packages depend on each other, directly or through others, at any depth. */
  static ArchRule packagesAreFreeOfCycles(String root) {
    return slices().assignedFrom(new ByPackage(root)).should().beFreeOfCycles();
  }

  /** No two top-level classes of these packages depend on each other. */
  static ArchRule classesAreFreeOfCycles(String root) {
    return slices().assignedFrom(new ByTopLevelClass(root)).should().beFreeOfCycles();
  }

  /** Classes that a library keeps to itself change without notice. */
  static ArchRule usesNoInternalsOfLibraries(Set<String> exceptions) {
    return noClasses()
        .that(
            describe(
                "are not named as exceptions",
                type -> !exceptions.contains(topLevel(type).getSimpleName())))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("..impl..", "..internal..")
                .and(resideOutsideOfPackages("dev.firstword..", "java..", "jdk..", "sun..")));
  }

  /** Time comes from an injected clock and scheduler, so that tests can control it. */
  static ArchRule takesTimeFromTheInjectedClock(String... packages) {
    return noClasses()
        .that()
        .resideInAnyPackage(packages)
        .should()
        .accessTargetWhere(
            describe(
                "read the time of the machine, or sleep",
                access ->
                    MACHINE_TIME.contains(
                        access.getTargetOwner().getName() + "." + access.getTarget().getName())));
  }

  private static JavaClass topLevel(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureRules::topLevel).orElse(type);
  }

  private record ByPackage(String root) implements SliceAssignment {

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      String name = type.getPackageName();
      return name.equals(root) || name.startsWith(root + ".")
          ? SliceIdentifier.of(name)
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "packages of " + root;
    }
  }

  private record ByTopLevelClass(String root) implements SliceAssignment {

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      String name = type.getPackageName();
      return name.equals(root) || name.startsWith(root + ".")
          ? SliceIdentifier.of(topLevel(type).getName())
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "classes of " + root;
    }
  }
}
