package dev.firstword.core.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.identity.ThrownProblem;
import dev.firstword.core.prompt.ContentPart.ToolResult;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ToolResultsReaderTest {

  private static final int MEGABYTE = 1024 * 1024;

  @Test
  void readsResults() {
    assertThat(
            read(
                "{\"id\":\"call_1\",\"content\":\"3 orders\"},"
                    + "{\"id\":\"call_2\",\"content\":\"\",\"is_error\":true}"))
        .containsExactly(
            new ToolResult("call_1", "3 orders", false), new ToolResult("call_2", "", true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "                                        | \"results\" must be a list of 1 to 128",
        "3                                       | \"results[0]\" must be an object",
        "{\"content\":\"\"}                      | \"results[0].id\" is missing",
        "{\"id\":\"\",\"content\":\"\"}          | \"results[0].id\" must be 1 to 200",
        "{\"id\":\"a\"}                          | \"results[0].content\" must be a string",
        "{\"id\":\"a\",\"content\":{\"b\":1}}    | \"results[0].content\" must be a string",
        "{\"id\":\"a\",\"content\":\"\\u0000\"}  | characters that are not text",
        "{\"id\":\"a\",\"content\":\"\",\"is_error\":\"yes\"} | must be true or false",
        "{\"id\":\"a\",\"content\":\"\"},{\"id\":\"a\",\"content\":\"\"} | \"results[1].id\" is that of another",
      })
  void refusesMalformedResults(String results, String reason) {
    Problem problem = ThrownProblem.of(() -> read(results == null ? "" : results));

    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.detail()).contains(reason);
  }

  @Test
  void refusesMoreThan128Results() {
    assertThat(read(results(128, 1))).hasSize(128);
    assertThat(ThrownProblem.of(() -> read(results(129, 1))).detail()).contains("1 to 128");
  }

  @Test
  void limitsTheSizeOfAResult() {
    assertThat(read(results(1, MEGABYTE))).hasSize(1);
    Problem problem = ThrownProblem.of(() -> read(results(1, MEGABYTE + 1)));
    assertThat(problem.status()).isEqualTo(413);
    assertThat(problem.detail()).contains("more than 1048576 bytes");
  }

  @Test
  void limitsTheSizeOfAllResults() {
    assertThat(read(results(4, MEGABYTE))).hasSize(4);
    Problem problem = ThrownProblem.of(() -> read(results(5, MEGABYTE)));
    assertThat(problem.status()).isEqualTo(413);
    assertThat(problem.detail()).contains("together have more than 4194304 bytes");
  }

  private static String results(int count, int length) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{\"id\":\"call_" + i + "\",\"content\":\"" + "x".repeat(length) + "\"}")
        .collect(Collectors.joining(","));
  }

  private static List<ToolResult> read(String results) {
    return ToolResultsReader.read(("{\"results\":[" + results + "]}").getBytes(UTF_8));
  }
}
