package dev.firstword.retrieval.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.retrieval.document.MediaType;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.destination.PDPageFitDestination;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDDocumentOutline;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PdfReaderTest {

  private final DocumentReader reader = new DocumentReader();

  @Test
  void readsPagesInOrderUnderTheirNumbers() throws IOException {
    try (PDDocument document = new PDDocument()) {
      page(document, "The first page is about hyphen-", "ated words.");
      page(document, "The second page.");

      ExtractedDocument read = reader.read(MediaType.PDF, bytes(document));

      assertThat(read.sections())
          .containsExactly(
              new Section(List.of("Page 1"), "The first page is about hyphenated words."),
              new Section(List.of("Page 2"), "The second page."));
    }
  }

  @Test
  void usesBookmarksAsHeadings() throws IOException {
    try (PDDocument document = new PDDocument()) {
      document.getDocumentInformation().setTitle("A manual");
      PDPage first = page(document, "Words before.");
      PDPage second = page(document, "Words of the second.");
      page(document, "Words that go on.");
      PDDocumentOutline outline = new PDDocumentOutline();
      document.getDocumentCatalog().setDocumentOutline(outline);
      PDOutlineItem chapter = bookmark("Chapter", first);
      outline.addLast(chapter);
      chapter.addLast(bookmark("Details", second));

      ExtractedDocument read = reader.read(MediaType.PDF, bytes(document));

      assertThat(read.title()).isEqualTo("A manual");
      assertThat(read.sections())
          .containsExactly(
              new Section(List.of("Chapter"), "Words before."),
              new Section(
                  List.of("Chapter", "Details"), "Words of the second.\n\nWords that go on."));
    }
  }

  @Test
  void rejectsAPdfWithoutText() throws IOException {
    try (PDDocument document = new PDDocument()) {
      PDPage page = new PDPage();
      document.addPage(page);
      try (PDPageContentStream content = new PDPageContentStream(document, page)) {
        BufferedImage image = new BufferedImage(10, 10, BufferedImage.TYPE_INT_RGB);
        content.drawImage(LosslessFactory.createFromImage(document, image), 20, 20);
      }

      assertRefused(bytes(document), "The PDF holds no text, only pictures.");
    }
  }

  @Test
  void rejectsAnEncryptedPdf() throws IOException {
    try (PDDocument document = new PDDocument()) {
      page(document, "Secret.");
      document.protect(new StandardProtectionPolicy("owner", "user", new AccessPermission()));

      assertRefused(bytes(document), "The PDF is protected by a password.");
    }
  }

  @Test
  void rejectsABrokenPdf() {
    assertRefused(
        "no PDF at all".getBytes(StandardCharsets.UTF_8), "The PDF is broken and can't be read.");
    assertRefused(new byte[0], "The PDF is broken and can't be read.");
  }

  @Test
  void readsOrRejectsEveryTruncatedPdf() throws IOException {
    byte[] whole;
    try (PDDocument document = new PDDocument()) {
      page(document, "Some words.");
      whole = bytes(document);
    }

    for (int length = 0; length < whole.length; length += 7) {
      try {
        reader.read(MediaType.PDF, Arrays.copyOf(whole, length));
      } catch (RetrievalException e) {
        assertThat(e.getMessage()).startsWith("The PDF ").endsWith(".");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Columns, of which the right one comes first.
        "330 720 Td (Right capybara) Tj ET BT /F1 12 Tf 72 720 Td (Left wombat) Tj",
        "330 720 Td (Right capybara) Tj -258 0 Td (Left wombat) Tj",
        "72 720 Td [(Right capybara) 12000 (Left wombat)] TJ",
        // The same line, one over the other.
        "72 720 Td (Right capybara) Tj ET BT /F1 12 Tf 72 720 Td (Left wombat) Tj",
        // Columns in reading order.
        "72 720 Td (Right capybara) Tj ET BT /F1 12 Tf 330 720 Td (Left wombat) Tj",
        "72 720 Td [(Right capybara) -5000 (Left wombat)] TJ",
      })
  void separatesTheWordsOfColumns(String drawing) {
    assertThat(textOf("BT /F1 12 Tf " + drawing + " ET")).isEqualTo("Right capybara Left wombat");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // In two parts, with little space between them.
        "72 720 Td (capy) Tj (bara) Tj",
        "72 720 Td [(capy) -30 (bara)] TJ",
        "72 720 Td [(capy) 60 (bara)] TJ",
        // Drawn twice to look bold.
        "72 720 Td (capy) Tj -0.2 0 Td (capy) Tj 27.2 0 Td (bara) Tj",
      })
  void keepsWordsTogether(String drawing) {
    assertThat(textOf("BT /F1 12 Tf " + drawing + " ET")).isEqualTo("capybara");
  }

  /** Wide tables are turned to fit an upright page. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 1 -1 0 300 100 Tm",
        "-1 0 0 -1 300 400 Tm",
        "0 -1 1 0 300 400 Tm",
      })
  void readsTurnedText(String matrix) {
    String words = " (Right capybara) Tj 0 -14 Td (Left wombat) Tj";

    assertThat(textOf("BT /F1 12 Tf " + matrix + words + " ET").replaceAll("\\s+", " "))
        .isEqualTo("Right capybara Left wombat");
  }

  private String textOf(String content) {
    byte[] file =
        PoisonousDocuments.pdf(
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
                + " /Resources << /Font << /F1 5 0 R >> >> >>",
            PoisonousDocuments.stream("", content),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
    return reader.read(MediaType.PDF, file).sections().getFirst().text();
  }

  private void assertRefused(byte[] content, String why) {
    assertThatThrownBy(() -> reader.read(MediaType.PDF, content))
        .isInstanceOf(RetrievalException.class)
        .hasMessage(why);
  }

  private static PDOutlineItem bookmark(String title, PDPage page) {
    PDOutlineItem item = new PDOutlineItem();
    item.setTitle(title);
    PDPageFitDestination destination = new PDPageFitDestination();
    destination.setPage(page);
    item.setDestination(destination);
    return item;
  }

  private static PDPage page(PDDocument document, String... lines) throws IOException {
    PDPage page = new PDPage();
    document.addPage(page);
    try (PDPageContentStream content = new PDPageContentStream(document, page)) {
      content.beginText();
      content.setFont(new PDType1Font(FontName.HELVETICA), 12);
      content.setLeading(14);
      content.newLineAtOffset(50, 700);
      for (String line : lines) {
        content.showText(line);
        content.newLine();
      }
      content.endText();
    }
    return page;
  }

  private static byte[] bytes(PDDocument document) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    document.save(bytes);
    return bytes.toByteArray();
  }
}
