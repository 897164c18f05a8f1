package dev.firstword.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.protocol.TurnEvent.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sources as they cross the wire, and as they are kept: a JSON array, numbered from 1. */
public final class SourcesJson {

  private static final JsonMapper MAPPER = new JsonMapper();

  private SourcesJson() {}

  /** Writes the array. */
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

  /** The array as text. */
  public static String write(List<Source> sources) {
    EventBuffer out = new EventBuffer(256);
    write(sources, out);
    return new String(out.array(), 0, out.length(), UTF_8);
  }

  /** Reads what {@link #write} has written. */
  public static List<Source> read(String text) {
    try {
      return read(MAPPER.readTree(text));
    } catch (IOException e) {
      throw new UncheckedIOException("sources that are not JSON", e);
    }
  }

  /**
   * The same for what is parsed already.
   *
   * @param array absent for none
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
