package dev.firstword.adapters.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.core.prompt.ContentPart.Citation;
import java.io.IOException;
import java.util.List;

/**
 * A citation of the Messages API: a place in a document, a search result or a page of the web.
 * Absent strings are empty.
 *
 * @param page the first page, from 1; 0 if unknown
 * @param wire the citation as it was written; empty unless the provider requires it back, which it
 *     does for the results of its own searches
 */
record CitedSource(String title, String url, int page, String quote, String wire) {

  /** Reads a list of citations. */
  static void readAll(JsonParser json, byte[] bytes, int offset, List<CitedSource> sources)
      throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      read(json, bytes, offset, sources);
    }
  }

  /** Reads the current value if it is a citation. */
  static void read(JsonParser json, byte[] bytes, int offset, List<CitedSource> sources)
      throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    String raw = WireJson.rawValue(json, bytes, offset);
    try (JsonParser fields = WireJson.parser(raw)) {
      fields.nextToken();
      sources.add(read(fields, raw));
    }
  }

  private static CitedSource read(JsonParser json, String raw) throws IOException {
    String title = "";
    String url = "";
    int page = 0;
    String quote = "";
    boolean isEncrypted = false;
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      switch (field) {
        case "title", "document_title" -> title = WireJson.stringOrEmpty(json);
        case "url", "source" -> url = WireJson.stringOrEmpty(json);
        case "start_page_number" ->
            page = (int) Math.min(WireJson.countOrSkip(json, 0), Integer.MAX_VALUE);
        case "cited_text" -> quote = WireJson.stringOrEmpty(json);
        case "encrypted_index" -> isEncrypted = !WireJson.stringOrEmpty(json).isEmpty();
        default -> json.skipChildren();
      }
    }
    return new CitedSource(title, url, page, quote, isEncrypted ? raw : "");
  }

  /**
   * Returns the citation of a text.
   *
   * @param start where the text begins in the answer
   * @param end where it ends
   * @param model the model that cited
   */
  Citation of(int start, int end, String model) {
    boolean hasSpan = end > start;
    return new Citation(
        title, url, page, quote, hasSpan ? start : -1, hasSpan ? end : -1, model, wire);
  }
}
