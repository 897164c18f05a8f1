package dev.firstword.core.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.firstword.core.turn.admission.RequestDeduplicatorInterleavings;
import dev.firstword.relay.log.TurnLogInterleavings;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs all {@code *Interleavings} with jcstress, in separate processes. In each of them two threads
 * race tens of thousands of times, and a forbidden outcome fails the test. {@code make test-stress}
 * sets {@code interleavings.millis}, the time that each of them races, to ten times the default.
 */
@Tag("slow")
final class InterleavingTest {

  private static final int LIMIT_SECONDS = 300;
  private static final String EACH_MILLIS = System.getProperty("interleavings.millis", "100");

  /** Where jcstress finds its tests. It reads only the first such file on the class path. */
  private static final String TEST_LIST = "META-INF/TestList";

  @TempDir private Path folder;

  @Test
  @Timeout(LIMIT_SECONDS + 10)
  void noOrderOfEventsBreaksTheLogOrTheRegistry() throws Exception {
    assumeThat(Runtime.getRuntime().availableProcessors())
        .as("two threads at once need two processors")
        .isGreaterThanOrEqualTo(2);
    int tests =
        TurnLogInterleavings.class.getDeclaredClasses().length
            + RequestDeduplicatorInterleavings.class.getDeclaredClasses().length;

    Process stress = stress();

    if (!stress.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      stress.descendants().forEach(ProcessHandle::destroyForcibly);
      stress.destroyForcibly().waitFor();
    }
    String printed = Files.readString(output());
    assertThat(printed)
        .contains("(Results: %d planned; %d passed, 0 failed".formatted(tests, tests));
    assertThat(stress.exitValue()).as(printed).isZero();
  }

  private Process stress() throws IOException {
    String classPath =
        writeTestList()
            + File.pathSeparator
            + System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath,
            "org.openjdk.jcstress.Main",
            "-t",
            "Interleavings",
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
        .redirectOutput(output().toFile())
        .start();
  }

  /** Merges the lists of all modules, and returns the folder that contains the result. */
  private Path writeTestList() throws IOException {
    List<String> merged = new ArrayList<>();
    for (URL list : Collections.list(getClass().getClassLoader().getResources(TEST_LIST))) {
      try (InputStream in = list.openStream()) {
        new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(merged::add);
      }
    }
    Path root = folder.resolve("tests");
    Files.createDirectories(root.resolve("META-INF"));
    Files.write(root.resolve(TEST_LIST), merged);
    return root;
  }

  private Path output() {
    return folder.resolve("output.txt");
  }
}
