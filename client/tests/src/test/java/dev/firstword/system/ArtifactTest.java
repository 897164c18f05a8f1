package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the published modules bring into an application. */
final class ArtifactTest {

  private static final int CLASS_FILE = 0xCAFEBABE;
  private static final int JAVA_17 = 61;

  /** A library of Spring and its version, such as {@code spring-web-7.0.8.jar}. */
  private static final Pattern SPRING =
      Pattern.compile("(spring-[a-z0-9-]*?)-(\\d+\\.\\d+)\\.\\d+\\.jar");

  @ParameterizedTest
  @ValueSource(strings = {"java", "spring-boot-starter", "example-langchain4j"})
  void hasClassesForJava17(String module) throws Exception {
    try (Stream<Path> files = Files.walk(ApplicationProcess.target(module).resolve("classes"))) {
      List<Path> classes = files.filter(file -> file.toString().endsWith(".class")).toList();

      assertThat(classes).isNotEmpty();
      assertThat(classes).allSatisfy(file -> assertThat(version(file)).isEqualTo(JAVA_17));
    }
  }

  @ParameterizedTest
  @CsvSource({"spring-boot-3,3.5,6.2,6.5", "spring-boot-4,4.0,7.0,7.0"})
  void bringsNoSpringOfAnotherVersion(String module, String boot, String framework, String security)
      throws Exception {
    List<String> jars =
        Stream.of(ApplicationProcess.classpath(module).strip().split(File.pathSeparator, -1))
            .map(jar -> Path.of(jar).getFileName().toString())
            .filter(name -> name.startsWith("spring-"))
            .toList();

    assertThat(jars).hasSizeGreaterThan(10);
    assertThat(jars)
        .allSatisfy(jar -> {
          Matcher parts = SPRING.matcher(jar);
          assertThat(parts.matches()).isTrue();
          String name = parts.group(1);
          assertThat(parts.group(2))
              .isEqualTo(
                  name.startsWith("spring-boot")
                      ? boot
                      : name.startsWith("spring-security") ? security : framework);
        });
  }

  @Test
  void describesItsPropertiesToEditors() throws Exception {
    Path metadata =
        ApplicationProcess.target("spring-boot-starter")
            .resolve("classes/META-INF/spring-configuration-metadata.json");

    assertThat(Files.readString(metadata))
        .contains("\"firstword.relay.max-request\"", "\"firstword.tokens.turns-per-minute\"");
  }

  private static int version(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        DataInputStream data = new DataInputStream(in)) {
      assertThat(data.readInt()).isEqualTo(CLASS_FILE);
      data.readUnsignedShort();
      return data.readUnsignedShort();
    }
  }
}
