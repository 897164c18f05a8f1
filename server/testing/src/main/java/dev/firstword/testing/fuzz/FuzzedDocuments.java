package dev.firstword.testing.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Documents of every format, changed at random. */
public final class FuzzedDocuments {

  private static final int MAX_BYTES = 2 * 1024 * 1024;

  private static final String PDF = "application/pdf";
  private static final String HTML = "text/html";
  private static final String MARKDOWN = "text/markdown";
  private static final String TEXT = "text/plain";

  private static final String PROSE =
      """
      A capybara eats grass, and Zürich has 434,008 inhabitants. 北京是中国的首都。 ประเทศไทย

      Second paragraph: e\u0301clair, soft\u00ADhyphen, \uD83D\uDE00.\r
      \f\tThe end.
      """;

  private static final String HTML_PAGE =
      """
      <!doctype html><html lang=en><head><meta charset=utf-8><title>A page</title>
      <style>p { color: red }</style></head><body><nav><a href=/>Home</a></nav><main>
      <h1>Wombats</h1><p style="color:blue">They dig <b>burrows <i>of 30</i> metres</b>.&nbsp;&shy;
      <table><tr><th>Kind<th>Weight<tr><td rowspan=2>Northern<td>32 kg</table>
      <ul><li>one<li>two<ul><li>three</ul></ul><pre>  code\n    more</pre>
      <div hidden>unseen</div><p style='display:none'>unseen</p><svg><title>x</title></svg>
      <select><option>a<option>b</select><template><p>t</p></template><!-- comment -->
      <h2>Next&#x1F600;</h2><p>%s</main></body></html>
      """
          .formatted(PROSE);

  private static final String MARKDOWN_TEXT =
      """
      # Guide *of* all

      Text with a [link](https://example.org "title") and `code`, ~~gone~~ **bold**.

      | Plan | Price |
      |------|------:|
      | Pro  | 12    |

      - one
        1. nested

           > quoted
      - two

      ```java
      int x = 42;
      ```

      <div style="display:none">unseen</div>

      Setext
      ======

      [ref]: /url "title"
      %s
      """
          .formatted(PROSE);

  /**
   * A document.
   *
   * @param mediaType as in an upload
   */
  @SuppressWarnings("ArrayRecordComponent") // Its content is never compared.
  public record FuzzedDocument(String mediaType, byte[] content) {}

  private static final List<FuzzedDocument> GOOD = good();

  private FuzzedDocuments() {}

  /** Returns the documents that are changed, all of them readable. */
  public static List<FuzzedDocument> good() {
    List<FuzzedDocument> all = new ArrayList<>();
    all.add(new FuzzedDocument(PDF, pdf(false)));
    all.add(new FuzzedDocument(PDF, pdf(true)));
    all.add(new FuzzedDocument(HTML, HTML_PAGE.getBytes(UTF_8)));
    all.add(new FuzzedDocument(HTML, HTML_PAGE.getBytes(Charset.forName("UTF-16"))));
    all.add(new FuzzedDocument(MARKDOWN, MARKDOWN_TEXT.getBytes(UTF_8)));
    all.add(new FuzzedDocument(TEXT, PROSE.getBytes(UTF_8)));
    all.add(new FuzzedDocument(TEXT, PROSE.repeat(200).getBytes(UTF_8)));
    all.add(new FuzzedDocument(TEXT, PROSE.getBytes(Charset.forName("UTF-16LE"))));
    return all;
  }

  /** Returns a document that was changed at random, and now and then one of another format. */
  public static FuzzedDocument next(Random random) {
    FuzzedDocument good = GOOD.get(random.nextInt(GOOD.size()));
    String mediaType =
        random.nextInt(20) == 0 ? GOOD.get(random.nextInt(GOOD.size())).mediaType : good.mediaType;
    return new FuzzedDocument(mediaType, new Mutator(random, MAX_BYTES).mutate(good.content));
  }

  /** A PDF of three pages with a font, a form, an outline and a picture. */
  private static byte[] pdf(boolean compressed) {
    PdfFile file = new PdfFile();
    file.object("<< /Type /Catalog /Pages 2 0 R /Outlines 10 0 R >>");
    file.object("<< /Type /Pages /Kids [3 0 R 4 0 R 5 0 R] /Count 3 /MediaBox [0 0 612 792] >>");
    for (int page = 0; page < 3; page++) {
      file.object(
          "<< /Type /Page /Parent 2 0 R /Rotate "
              + 90 * page
              + " /Contents 6 0 R /Resources << /Font << /F1 7 0 R >>"
              + " /XObject << /X 8 0 R /I 9 0 R >> >> >>");
    }
    file.stream(
        "",
        "BT /F1 12 Tf 72 720 Td (A capybara eats grass.) Tj 0 -14 Td [(Left) -9000 (Right)] TJ ET"
            + " q 1 0 0 1 10 10 cm /X Do Q /I Do",
        compressed);
    file.object(
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding"
            + " /FirstChar 32 /LastChar 34 /Widths [278 278 355] >>");
    file.stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources << /Font << /F1 7 0 R >> >>",
        "BT /F1 9 Tf (In a form) Tj ET",
        compressed);
    file.stream(
        "/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray"
            + " /BitsPerComponent 8",
        "abcd",
        compressed);
    file.object("<< /Type /Outlines /First 11 0 R /Last 11 0 R /Count 1 >>");
    file.object("<< /Title (Chapter 1) /Parent 10 0 R /Dest [4 0 R /Fit] >>");
    return file.finish();
  }

  /** A PDF under construction. */
  private static final class PdfFile {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Integer> offsets = new ArrayList<>();

    PdfFile() {
      write("%PDF-1.7\n");
    }

    void object(String content) {
      offsets.add(bytes.size());
      write(offsets.size() + " 0 obj\n" + content + "\nendobj\n");
    }

    void stream(String entries, String content, boolean compressed) {
      byte[] data = content.getBytes(ISO_8859_1);
      if (compressed) {
        data = deflate(data);
      }
      offsets.add(bytes.size());
      write(
          "%d 0 obj\n<< %s /Length %d %s >>\nstream\n"
              .formatted(
                  offsets.size(), entries, data.length, compressed ? "/Filter /FlateDecode" : ""));
      bytes.writeBytes(data);
      write("\nendstream\nendobj\n");
    }

    byte[] finish() {
      int table = bytes.size();
      write("xref\n0 " + (offsets.size() + 1) + "\n0000000000 65535 f \n");
      offsets.forEach(offset -> write("%010d 00000 n \n".formatted(offset)));
      write("trailer << /Size " + (offsets.size() + 1) + " /Root 1 0 R >>\n");
      write("startxref\n" + table + "\n%%EOF");
      return bytes.toByteArray();
    }

    private void write(String text) {
      bytes.writeBytes(text.getBytes(ISO_8859_1));
    }

    private static byte[] deflate(byte[] data) {
      ByteArrayOutputStream deflated = new ByteArrayOutputStream();
      try (DeflaterOutputStream out = new DeflaterOutputStream(deflated, new Deflater())) {
        out.write(data);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return deflated.toByteArray();
    }
  }
}
