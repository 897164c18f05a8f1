package dev.firstword.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The tables in docs/models.md are those of the server. */
final class ModelTableTest {

  private static final Path PAGE = Path.of("../../docs/models.md");
  private static final Path EXPECTED = Path.of("target/models.md");

  @Test
  void documentsEveryModelAndOption() throws IOException {
    String page = Files.readString(PAGE);
    String expected =
        replace(replace(page, "models", ModelTables.models()), "options", ModelTables.options());
    Files.createDirectories(EXPECTED.getParent());
    Files.writeString(EXPECTED, expected);

    assertThat(page)
        .as("docs/models.md differs from the table of models; copy %s over it", EXPECTED)
        .isEqualTo(expected);
  }

  private static String replace(String page, String name, String table) {
    String begin = "<!-- " + name + ":begin -->\n";
    String end = "<!-- " + name + ":end -->";
    assertThat(page).contains(begin).contains(end);
    return page.substring(0, page.indexOf(begin) + begin.length())
        + "\n"
        + table
        + "\n"
        + page.substring(page.indexOf(end));
  }
}
