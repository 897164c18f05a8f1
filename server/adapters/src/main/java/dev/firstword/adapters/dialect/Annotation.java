package dev.firstword.adapters.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstword.core.prompt.ContentPart.Citation;
import java.io.IOException;
import java.util.List;

/**
 * A source of an answer, as OpenAI's APIs and the servers that copy them describe it: an annotation
 * with an index into the text, a search result, or an address alone. Absent strings are empty.
 *
 * @param start where the supported text begins, in code points of the text; -1 if unknown
 * @param end where it ends, exclusive; -1 if unknown
 */
public record Annotation(String title, String url, String quote, int start, int end) {

  /** Reads a list of sources, or one that stands alone. */
  public static void readAll(JsonParser json, List<Annotation> annotations) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      read(json, annotations);
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      read(json, annotations);
    }
  }

  /** Reads a source; skips anything else. */
  public static void read(JsonParser json, List<Annotation> annotations) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      annotations.add(new Annotation("", WireJson.stringOrEmpty(json), "", -1, -1));
    } else if (WireJson.isObjectOrSkip(json)) {
      Fields fields = new Fields();
      fields.read(json);
      annotations.add(fields.toAnnotation());
    }
  }

  /**
   * Returns the citation.
   *
   * @param answer the text of the answer
   * @param textStart where the text that the annotation counts in begins, in code points of the
   *     answer; -1 if unknown
   */
  public Citation toCitation(CodePointOffsets answer, int textStart) {
    boolean hasSpan =
        textStart >= 0 && start >= 0 && end > start && end <= answer.codePoints() - textStart;
    return new Citation(
        title,
        url,
        0,
        quote,
        hasSpan ? answer.toUtf16(textStart + start) : -1,
        hasSpan ? answer.toUtf16(textStart + end) : -1,
        "",
        "");
  }

  /** The fields, some of which stand in an object of their own in chat completions. */
  private static final class Fields {
    private String title = "";
    private String fileName = "";
    private String url = "";
    private String quote = "";
    private int start = -1;
    private int end = -1;

    void read(JsonParser json) throws IOException {
      for (String field; (field = WireJson.nextField(json)) != null; ) {
        switch (field) {
          case "url_citation", "file_citation", "container_file_citation" -> {
            if (WireJson.isObjectOrSkip(json)) {
              read(json);
            }
          }
          case "title" -> title = WireJson.stringOrEmpty(json);
          case "filename", "file_name", "filepath" -> fileName = WireJson.stringOrEmpty(json);
          case "url", "uri", "link" -> url = WireJson.stringOrEmpty(json);
          case "content", "quote", "snippet", "cited_text" -> quote = WireJson.stringOrEmpty(json);
          case "start_index" -> start = index(json);
          case "end_index" -> end = index(json);
          default -> json.skipChildren();
        }
      }
    }

    private static int index(JsonParser json) throws IOException {
      long index = WireJson.countOrSkip(json, -1);
      return index > Integer.MAX_VALUE ? -1 : (int) index;
    }

    Annotation toAnnotation() {
      return new Annotation(title.isEmpty() ? fileName : title, url, quote, start, end);
    }
  }
}
