package dev.firstword.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class CheckCommandTest {

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();

  @Test
  void exitsWithZeroIfNothingWouldFail() throws IOException {
    int exitCode = run(write("port: 0"), "--data", folder.resolve("data").toString());

    assertThat(exitCode).as(out.toString()).isZero();
    assertThat(out.toString())
        .contains("✓ Settings ", "! Providers ", "    Add a provider, or set ANTHROPIC_API_KEY.")
        .containsPattern("\\d+ ok, \\d warnings?, 0 would fail\\.");
  }

  @Test
  void exitsWithOneForInvalidSettings() throws IOException {
    int exitCode = run(write("prot: 0"));

    assertThat(exitCode).isEqualTo(1);
    assertThat(out.toString()).contains("✗ Settings ", "prot is not known", "1 would fail.");
  }

  @Test
  void printsJson() throws IOException {
    run(write("host: no-such-host.invalid"), "--json");

    JsonNode findings = new JsonMapper().readTree(out.toString());
    assertThat(findings)
        .anySatisfy(finding -> {
          assertThat(finding.path("level").asText()).isEqualTo("fails");
          assertThat(finding.path("subject").asText()).isEqualTo("Address");
          assertThat(finding.path("detail").asText()).contains("no-such-host.invalid");
          assertThat(finding.path("remedy").asText()).isNotEmpty();
        });
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(folder.resolve("firstword.yml"), yaml);
  }

  private int run(Path config, String... options) {
    CommandLine line = new CommandLine(new CheckCommand(Map.of()));
    line.setOut(new PrintWriter(out, true));
    String[] arguments = new String[options.length + 2];
    arguments[0] = "--config";
    arguments[1] = config.toString();
    System.arraycopy(options, 0, arguments, 2, options.length);
    return line.execute(arguments);
  }
}
