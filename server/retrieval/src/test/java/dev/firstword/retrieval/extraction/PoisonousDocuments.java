package dev.firstword.retrieval.extraction;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;

/** Small documents that take a parser very long, or much memory, and PDFs by hand. */
public final class PoisonousDocuments {

  private PoisonousDocuments() {}

  /** A PDF of one empty page that claims to have two billion. */
  public static byte[] pdfOfEndlessPages() {
    return pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>",
        stream("", "q"));
  }

  /** A PDF that lists one page of text many times. */
  public static byte[] pdfOfOnePageRepeated(int times) {
    return pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [" + "3 0 R ".repeat(times) + "] /Count " + times + " >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
            + " /Resources << /Font << /F1 5 0 R >> >> >>",
        stream("", "BT /F1 12 Tf 72 720 Td (An axolotl regrows its limbs.) Tj ET"),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
  }

  /** A PDF of that many different pages, all empty. */
  public static byte[] pdfOfEmptyPages(int count) {
    List<String> objects = new ArrayList<>();
    StringBuilder kids = new StringBuilder();
    for (int i = 0; i < count; i++) {
      kids.append(3 + i).append(" 0 R ");
    }
    objects.add("<< /Type /Catalog /Pages 2 0 R >>");
    objects.add("<< /Type /Pages /Kids [" + kids + "] /Count 1 >>");
    for (int i = 0; i < count; i++) {
      objects.add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>");
    }
    return pdf(objects.toArray(String[]::new));
  }

  /** A PDF whose page draws a form ten times, which draws another ten times, and so on. */
  public static byte[] pdfOfNestedForms(int levels) {
    List<String> objects = new ArrayList<>();
    objects.add("<< /Type /Catalog /Pages 2 0 R >>");
    objects.add("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
    objects.add(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
            + " /Resources << /XObject << /X 5 0 R >> >> >>");
    objects.add(stream("", "/X Do ".repeat(10)));
    for (int level = 0; level < levels; level++) {
      objects.add(
          stream(
              "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X "
                  + (objects.size() + 2)
                  + " 0 R >> >>",
              "/X Do ".repeat(10)));
    }
    objects.add(stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9]", "q Q"));
    return pdf(objects.toArray(String[]::new));
  }

  /** Formatting elements that are never closed, so that each paragraph repeats them. */
  public static byte[] htmlOfOpenElements(int times) {
    return ("<p>hi" + "<a><b><i><p>".repeat(times)).getBytes(ISO_8859_1);
  }

  /** A table with as many rows as columns; only the heading has all cells in the text. */
  public static byte[] markdownTable(int size) {
    return ("|" + "a|".repeat(size) + "\n|" + "-|".repeat(size) + "\n" + "|b\n".repeat(size))
        .getBytes(ISO_8859_1);
  }

  /** A page of line breaks. */
  public static byte[] htmlOfLineBreaks(int count) {
    return ("hi" + "<br>".repeat(count)).getBytes(ISO_8859_1);
  }

  static String stream(String entries, String content) {
    return "<< "
        + entries
        + " /Length "
        + content.length()
        + " >>\nstream\n"
        + content
        + "\nendstream";
  }

  /** A PDF of the given objects, of which the first is the catalog. */
  static byte[] pdf(String... objects) {
    StringBuilder file = new StringBuilder("%PDF-1.4\n");
    StringBuilder offsets = new StringBuilder();
    for (int i = 0; i < objects.length; i++) {
      offsets.append("%010d 00000 n \n".formatted(file.length()));
      file.append(i + 1).append(" 0 obj\n").append(objects[i]).append("\nendobj\n");
    }
    int table = file.length();
    file.append("xref\n0 ").append(objects.length + 1).append("\n0000000000 65535 f \n");
    file.append(offsets).append("trailer << /Size ").append(objects.length + 1);
    file.append(" /Root 1 0 R >>\nstartxref\n").append(table).append("\n%%EOF");
    return file.toString().getBytes(ISO_8859_1);
  }
}
