package dev.firstword.adapters.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.prompt.ContentPart.Citation;
import dev.firstword.core.provider.ModelActivity.Cited;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The sources of an answer: the same in every dialect, wherever the bytes are split. */
final class CitationRulesTest {

  private static final String URL = "https://sky.example/?a=1";

  @ParameterizedTest
  @EnumSource
  void readsASourceOnceWithItsSpan(DialectStreams dialect) {
    Citation citation = onlyCitation(dialect, dialect.cited("It is blue.", URL, "The sky", 0, 11));

    assertThat(citation.url()).isEqualTo(URL);
    assertThat(citation.title()).isEqualTo("The sky");
    assertThat(citation.quote()).isEqualTo("A quote.");
    assertThat(citation.start()).isZero();
    assertThat(citation.end()).isEqualTo(11);
  }

  @ParameterizedTest
  @EnumSource
  void countsInTheUnitsOfBrowsers(DialectStreams dialect) {
    Citation citation = onlyCitation(dialect, dialect.cited("👋🏽 blue 😀", URL, "Sky", 0, 9));

    assertThat(citation.start()).isZero();
    assertThat(citation.end())
        .as("three characters of two units")
        .isEqualTo("👋🏽 blue 😀".length());
  }

  @ParameterizedTest
  @EnumSource(names = {"CHAT_COMPLETIONS", "RESPONSES"})
  void readsASpanWithinItsText(DialectStreams dialect) {
    Citation citation = onlyCitation(dialect, dialect.cited("😀 is blue.", URL, "Sky", 2, 4));

    assertThat(citation.start()).isEqualTo(3);
    assertThat(citation.end()).isEqualTo(5);
  }

  @ParameterizedTest
  @EnumSource(names = {"CHAT_COMPLETIONS", "RESPONSES"})
  void dropsASpanThatIsNotInTheText(DialectStreams dialect) {
    assertThat(onlyCitation(dialect, dialect.cited("Blue.", URL, "Sky", 0, 99)).start())
        .isEqualTo(-1);
    assertThat(onlyCitation(dialect, dialect.cited("Blue.", URL, "Sky", 3, 1)).end()).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({
    "javascript:alert(1)",
    "data:text/html;base64,AAAA",
    "//sky.example",
    "https:///no-host",
    "file:///etc/passwd",
    "not an address"
  })
  void leavesOutAnAddressThatIsNotOfTheWeb(String url) {
    for (DialectStreams dialect : DialectStreams.values()) {
      Citation citation = onlyCitation(dialect, dialect.cited("Blue.", url, "Sky", 0, 5));

      assertThat(citation.url()).isEmpty();
      assertThat(citation.title()).isEqualTo("Sky");
    }
  }

  @ParameterizedTest
  @EnumSource
  void shortensWhatIsTooLongToShow(DialectStreams dialect) {
    String title = "A\\n \\u0007" + "b".repeat(400);
    Citation citation = onlyCitation(dialect, dialect.cited("Blue.", URL, title, 0, 5));

    assertThat(citation.title()).hasSize(300).startsWith("A bbb").endsWith("b…");
  }

  @ParameterizedTest
  @EnumSource
  void namesTheModelOnlyToHandTheSourceBack(DialectStreams dialect) {
    Citation citation = onlyCitation(dialect, dialect.cited("Blue.", URL, "Sky", 0, 5));

    if (dialect == DialectStreams.MESSAGES) {
      assertThat(citation.model()).isEqualTo("some-model");
      assertThat(citation.wire())
          .isEqualTo(
              """
              {"type":"web_search_result_location","cited_text":"A quote.",\
              "url":"https://sky.example/?a=1","title":"Sky","encrypted_index":"Eo8B=="}\
              """);
    } else {
      assertThat(citation.wire()).isEmpty();
    }
  }

  private static Citation onlyCitation(DialectStreams dialect, String events) {
    List<Citation> citations =
        citations(dialect.feed(events + dialect.finish("stop") + dialect.end()));
    assertThat(citations).hasSize(1);
    return citations.getFirst();
  }

  static List<Citation> citations(List<ListenerCall> calls) {
    return calls.stream()
        .filter(call -> call instanceof ListenerCall.Activity(Cited _))
        .map(call -> ((Cited) ((ListenerCall.Activity) call).activity()).citation())
        .toList();
  }
}
