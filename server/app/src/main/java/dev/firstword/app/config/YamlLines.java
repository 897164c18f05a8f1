package dev.firstword.app.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** The line on which each key of a YAML file stands. */
final class YamlLines {

  private final Map<JsonPointer, Integer> lines = new HashMap<>();

  private YamlLines() {}

  /** Reads a file that is known to be valid. */
  static YamlLines of(String yaml) throws IOException {
    YamlLines lines = new YamlLines();
    try (JsonParser parser = new YAMLFactory().createParser(yaml)) {
      while (parser.nextToken() != null) {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.END_OBJECT && token != JsonToken.END_ARRAY) {
          // A value may begin below its key, so the first position counts.
          lines.lines.putIfAbsent(
              parser.getParsingContext().pathAsPointer(),
              parser.currentTokenLocation().getLineNr());
        }
      }
    }
    return lines;
  }

  /** Returns the line of a key, counted from 1. */
  OptionalInt lineOf(JsonPointer key) {
    Integer line = lines.get(key);
    return line == null ? OptionalInt.empty() : OptionalInt.of(line);
  }
}
