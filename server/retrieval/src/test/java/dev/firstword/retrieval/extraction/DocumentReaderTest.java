package dev.firstword.retrieval.extraction;

import static dev.firstword.relay.testing.Generators.of;
import static dev.firstword.relay.testing.Generators.texts;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.retrieval.document.MediaType;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DocumentReaderTest {

  private final DocumentReader reader = new DocumentReader();

  @Test
  void readsPlainTextInParagraphs() {
    assertThat(read(MediaType.TEXT, "One.\r\nStill one.\r\n\r\n\r\nTwo.\0"))
        .containsExactly(new Section(List.of(), "One.\nStill one.\n\nTwo."));
  }

  @Test
  void dropsTheByteOrderMarkAndReplacesInvalidBytes() {
    byte[] content = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, 'a', (byte) 0xFF, 'b'};

    assertThat(reader.read(MediaType.TEXT, content).sections())
        .containsExactly(new Section(List.of(), "a\uFFFDb"));
  }

  @Test
  void makesSectionsOfMarkdownHeadings() {
    ExtractedDocument document =
        reader.read(
            MediaType.MARKDOWN,
            bytes(
                """
                Before.

                # Guide *of* all
                Text with a [link](https://example.org) and
                a soft break.

                ## Install

                ```
                make

                  run
                ```

                # Questions
                """));

    assertThat(document.title()).isEqualTo("Guide of all");
    assertThat(document.sections())
        .containsExactly(
            new Section(List.of(), "Before."),
            new Section(List.of("Guide of all"), "Text with a link and a soft break."),
            new Section(List.of("Guide of all", "Install"), "make\n\n  run"),
            new Section(List.of(), "Questions"));
  }

  @Test
  void keepsMarkdownTablesAndListsTogether() {
    assertThat(
            read(
                MediaType.MARKDOWN,
                """
                | Plan | Price |
                |------|-------|
                | Pro  | 12    |

                - one
                - two

                > quoted
                >
                > - deep
                >
                >   deeper
                """))
        .containsExactly(
            new Section(
                List.of(), "Plan | Price\nPro | 12\n\n- one\n- two\n\nquoted\n\ndeep\n\ndeeper"));
  }

  @Test
  void readsTheVisibleTextOfAPage() {
    ExtractedDocument document =
        reader.read(
            MediaType.HTML,
            bytes(
                """
                <html><head><title>The  page</title><style>p {}</style></head><body>
                <header>Site</header><nav>Menu</nav><script>evil()</script>
                <h1>First</h1><p>One <b>bold</b>&nbsp;word.<p>Two.
                <article><header><h2>Second</h2></header>
                <table><tr><th>Plan<th>Price</tr><tr><td><p>Pro</p><td>12</tr></table>
                <pre>  a
                    b</pre><ul><li>x<li>y</ul></article>
                <footer>Imprint</footer></body></html>
                """));

    assertThat(document.title()).isEqualTo("The page");
    assertThat(document.sections())
        .containsExactly(
            new Section(List.of("First"), "One bold word.\n\nTwo."),
            new Section(
                List.of("First", "Second"), "Plan | Price\nPro | 12\n\n  a\n    b\n\nx\n\ny"));
  }

  @Test
  void readsAPageInTheEncodingThatItDeclares() {
    byte[] page = "<meta charset=iso-8859-1><p>Grüße".getBytes(Charset.forName("ISO-8859-1"));

    assertThat(reader.read(MediaType.HTML, page).sections())
        .containsExactly(new Section(List.of(), "Grüße"));
  }

  @Test
  void readsNestingOfAnyDepth() {
    String page = "<div><span>".repeat(100_000) + "deep" + "</span></div>".repeat(100_000);
    String markdown = ">".repeat(100_000) + " deep " + "*[".repeat(50_000);

    assertThat(read(MediaType.HTML, page)).isNotEmpty();
    assertThat(read(MediaType.MARKDOWN, markdown)).isNotEmpty();
  }

  @Test
  void rejectsEmptyDocuments() {
    assertThatThrownBy(() -> read(MediaType.TEXT, " \n\t "))
        .isInstanceOf(RetrievalException.class)
        .hasMessage("The document holds no text.");
    assertThatThrownBy(() -> read(MediaType.HTML, "<script>x</script>"))
        .hasMessage("The document holds no text.");
  }

  @Test
  void rejectsOverlongDocuments() {
    String text = "words ".repeat(DocumentReader.MAX_TEXT_LENGTH / 6 + 1);

    for (MediaType type : List.of(MediaType.TEXT, MediaType.MARKDOWN, MediaType.HTML)) {
      assertThatThrownBy(() -> read(type, text))
          .isInstanceOf(RetrievalException.class)
          .hasMessage("The document holds more than 10 million characters of text.");
    }
  }

  @Test
  void readsOrRejectsAnyText() {
    property(300)
        .forAll(texts(), of(MediaType.values()))
        .checkAssert((text, type) -> {
          try {
            assertThat(reader.read(type, bytes(text)).sections())
                .isNotEmpty()
                .allSatisfy(section -> assertThat(section.text()).isNotBlank());
          } catch (RetrievalException e) {
            assertThat(e.getMessage()).startsWith("The ").endsWith(".");
          }
        });
  }

  private List<Section> read(MediaType type, String text) {
    return reader.read(type, bytes(text)).sections();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
