package dev.firstword.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Arguments that the command parses itself are parsed as picocli would. */
final class ServeCommandTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serve",
        "serve --port 0",
        "serve --port 65535 --host 0.0.0.0",
        "serve --data /var/lib/firstword --config conf/firstword.yml",
        "serve --host ::1 --port 8080 --data data --config a.yml",
      })
  void parsesSimpleArgumentsLikePicocli(String line) {
    String[] arguments = line.split(" ", -1);

    ServeCommand parsed = ServeCommand.parseSimple(arguments).orElseThrow();

    ServeCommand byPicocli = new ServeCommand();
    new CommandLine(byPicocli).parseArgs(Arrays.copyOfRange(arguments, 1, arguments.length));
    assertThat(parsed).usingRecursiveComparison().isEqualTo(byPicocli);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ask --url http://127.0.0.1:8080",
        "serve --help",
        "serve --port=80",
        "serve --port eighty",
        "serve --port 80 --port 81",
        "serve --port",
        "serve --prt 80",
        "serve --config @arguments",
        "serve --data 'two words'",
        "serve --latency-injection",
      })
  void leavesOtherArgumentsToPicocli(String line) {
    assertThat(ServeCommand.parseSimple(line.split(" ", -1))).isEmpty();
  }

  @Test
  void leavesNoArgumentsToPicocli() {
    assertThat(ServeCommand.parseSimple()).isEmpty();
  }
}
