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
import java.nio.file.Path;
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
    Optional<Path> java = Java17.find();
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
