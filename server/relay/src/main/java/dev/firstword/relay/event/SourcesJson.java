package dev.firstword.relay.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes sources, both on the wire and in the store: a JSON array, numbered from 1.
 */
public final class SourcesJson {

  private static final JsonMapper MAPPER = new JsonMapper();

  private SourcesJson() {}

  /** Appends the array. */
  static void write(List<Source> sources, EventBuffer out) {
    out.ascii("[");
    for (int i = 0; i < sources.size(); i++) {
      Source source = sources.get(i);
      out.ascii(i == 0 ? "{\"index\":" : ",{\"index\":").number(i + 1);
      out.ascii(",\"document_id\":").string(source.documentId());
      out.ascii(",\"title\":").string(source.title());
      out.ascii(",\"source\":").string(source.source());
      out.ascii(",\"heading\":").string(source.heading()).ascii("}");
    }
    out.ascii("]");
  }

  /** Returns the array as text. */
  public static String write(List<Source> sources) {
    EventBuffer out = new EventBuffer(256);
    write(sources, out);
    return new String(out.array(), 0, out.length(), UTF_8);
  }

  /** Parses text written by {@link #write}. */
  public static List<Source> read(String text) {
    try {
      return read(MAPPER.readTree(text));
    } catch (IOException e) {
      throw new UncheckedIOException("sources that are not JSON", e);
    }
  }

  /**
   * Converts a parsed array.
   *
   * @param array the array; null for no sources
   */
  public static List<Source> read(@Nullable JsonNode array) {
    if (array == null) {
      return List.of();
    }
    List<Source> sources = new ArrayList<>(array.size());
    for (JsonNode source : array) {
      sources.add(
          new Source(
              source.path("document_id").asText(),
              source.path("title").asText(),
              source.path("source").asText(),
              source.path("heading").asText()));
    }
    return List.copyOf(sources);
  }
}
