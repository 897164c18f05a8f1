package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged client in a process with Java 17, and with no library but Jackson. */
final class Java17Test {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private static final int TIMEOUT_SECONDS = 60;

  @Test
  void asksAQuestion() throws Exception {
    Optional<Path> java = java17();
    assumeTrue(
        java.isPresent(),
        "NOT TESTED WITH JAVA 17: no JDK 17 found. Install one, or set JAVA17_HOME.");
    Path jar = Path.of(System.getProperty("client.jar"));
    String libraries =
        Stream.of(ObjectMapper.class, JsonFactory.class, JsonProperty.class)
            .map(Java17Test::locationOf)
            .collect(Collectors.joining(File.pathSeparator));

    // A JDK compiles and runs a single file.
    Process process =
        new ProcessBuilder(
                java.get().toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                jar + File.pathSeparator + libraries,
                resource("java17/Ask.java").toString(),
                SERVER.firstword().uri().toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(output).contains("Java 17", "Answered: ", "Published: ");
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(SERVER.calls().calls()).isEqualTo(2);
  }

  /** Returns the launcher of a JDK 17. */
  private static Optional<Path> java17() throws IOException {
    List<Path> homes = new ArrayList<>();
    Optional.ofNullable(System.getenv("JAVA17_HOME")).map(Path::of).ifPresent(homes::add);
    for (String parent : List.of("/usr/lib/jvm", "/opt", "/Library/Java/JavaVirtualMachines")) {
      if (Files.isDirectory(Path.of(parent))) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of(parent), "*17*")) {
          for (Path home : found) {
            homes.add(home);
            homes.add(home.resolve("Contents/Home"));
          }
        }
      }
    }
    return homes.stream()
        .filter(home -> Files.isExecutable(home.resolve("bin/javac")))
        .map(home -> home.resolve("bin/java"))
        .findFirst();
  }

  private static String locationOf(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();
  }

  private static Path resource(String name) {
    try {
      return Path.of(Java17Test.class.getClassLoader().getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
