package dev.firstword.relay.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs the {@code *Interleavings} of a module with jcstress, in separate processes. In each of them
 * two threads race tens of thousands of times, and a forbidden outcome fails. {@code make
 * test-stress} sets {@code interleavings.millis}, how long each of them races, to ten times the
 * default.
 */
public final class InterleavingRunner {

  private static final int LIMIT_SECONDS = 300;
  private static final String EACH_MILLIS = System.getProperty("interleavings.millis", "100");

  private InterleavingRunner() {}

  /** Fails if a race in the given class has a forbidden outcome. Blocks for up to five minutes. */
  public static void assertNoForbiddenOutcome(Class<?> interleavings, Path folder)
      throws Exception {
    assumeThat(Runtime.getRuntime().availableProcessors())
        .as("two threads at once need two processors")
        .isGreaterThanOrEqualTo(2);
    int tests = interleavings.getDeclaredClasses().length;

    Process stress = stress(interleavings, folder);

    if (!stress.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      stress.descendants().forEach(ProcessHandle::destroyForcibly);
      stress.destroyForcibly().waitFor();
    }
    String printed = Files.readString(output(folder));
    assertThat(printed)
        .contains("(Results: %d planned; %d passed, 0 failed".formatted(tests, tests));
    assertThat(stress.exitValue()).as(printed).isZero();
  }

  private static Process stress(Class<?> interleavings, Path folder) throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath,
            "org.openjdk.jcstress.Main",
            "-t",
            interleavings.getSimpleName(),
            "-jvmArgs",
            "-Xmx256m --enable-native-access=ALL-UNNAMED",
            "-c", // or it would measure for seconds how many there are
            "2",
            "-sc", // skips the split compilation modes, which take ten times as long
            "false",
            "-f",
            "1",
            "-fsm",
            "1",
            "-iters",
            "1",
            "-time",
            EACH_MILLIS,
            "-v",
            "-r",
            folder.toString());
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output(folder).toFile())
        .start();
  }

  private static Path output(Path folder) {
    return folder.resolve("output.txt");
  }
}
