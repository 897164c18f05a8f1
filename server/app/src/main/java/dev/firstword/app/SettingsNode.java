package dev.firstword.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.firstword.relay.event.DurationParser;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A node of the configuration tree with its path, so that error messages name the setting. */
record SettingsNode(String path, JsonNode node) {

  /** Returns a node for a value from elsewhere, such as a command line argument. */
  static SettingsNode ofText(String path, String text) {
    return new SettingsNode(path, TextNode.valueOf(text));
  }

  /** Checks that this node is an object with no keys other than these, if it is present. */
  SettingsNode allowKeys(String... allowed) {
    if (node.isMissingNode() || node.isNull()) {
      return this;
    }
    if (!node.isObject()) {
      throw invalid("must hold " + String.join(", ", allowed));
    }
    Set<String> names = Set.of(allowed);
    node.fieldNames()
        .forEachRemaining(name -> {
          if (!names.contains(name)) {
            throw new SettingsException(
                childPath(name) + " is not known; known here: " + String.join(", ", allowed));
          }
        });
    return this;
  }

  SettingsNode at(String name) {
    JsonNode child = node.isObject() ? node.path(name) : MissingNode.getInstance();
    return new SettingsNode(childPath(name), child);
  }

  boolean isPresent() {
    return !node.isMissingNode() && !node.isNull();
  }

  /**
   * Returns a secret. It is given either literally or, preferably, as the name of an environment
   * variable under the key with the suffix {@code _env}.
   */
  @Nullable String secret(String name, Map<String, String> environment) {
    SettingsNode variable = at(name + "_env");
    if (!variable.isPresent()) {
      return at(name).text();
    }
    String value = environment.get(variable.requiredText());
    if (value == null || value.isBlank()) {
      throw variable.invalid("names " + variable.text() + ", which is not set in the environment");
    }
    return value.strip();
  }

  @Nullable String text() {
    if (!isPresent()) {
      return null;
    }
    if (!node.isValueNode()) {
      throw invalid("must be a text");
    }
    return node.asText();
  }

  String text(String defaultValue) {
    String text = text();
    return text == null ? defaultValue : text;
  }

  String requiredText() {
    String text = text();
    if (text == null || text.isBlank()) {
      throw invalid("is missing");
    }
    return text;
  }

  boolean bool(boolean defaultValue) {
    if (!isPresent()) {
      return defaultValue;
    }
    if (!node.isBoolean()) {
      throw invalid("must be true or false");
    }
    return node.booleanValue();
  }

  int integer(int defaultValue, int min, int max) {
    if (!isPresent()) {
      return defaultValue;
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToInt()
        || node.intValue() < min
        || node.intValue() > max) {
      throw invalid("must be a whole number from " + min + " to " + max);
    }
    return node.intValue();
  }

  /** Returns an integer, or null if absent. */
  @Nullable Integer integer(int min, int max) {
    return isPresent() ? Integer.valueOf(integer(min, min, max)) : null;
  }

  double number(double defaultValue) {
    if (!isPresent()) {
      return defaultValue;
    }
    if (!node.isNumber() || node.doubleValue() < 0) {
      throw invalid("must be a number, 0 or more");
    }
    return node.doubleValue();
  }

  /** Returns a duration such as {@code 300ms}, {@code 5s}, {@code 2m} or {@code 1h}. */
  Duration duration(Duration defaultValue) {
    if (!isPresent()) {
      return defaultValue;
    }
    return DurationParser.parse(node.asText())
        .orElseThrow(() -> invalid("must be a time such as 300ms, 5s, 2m, 1h or 30d"));
  }

  /** Returns an absolute HTTP or HTTPS URI. */
  URI httpUri() {
    URI uri;
    try {
      uri = URI.create(requiredText());
    } catch (IllegalArgumentException _) {
      throw invalid("is not an address");
    }
    if (uri.getHost() == null || !List.of("http", "https").contains(uri.getScheme())) {
      throw invalid("must begin with http:// or https:// and name a host");
    }
    return uri;
  }

  <T> List<T> list(Function<SettingsNode, T> read) {
    if (!isPresent()) {
      return List.of();
    }
    if (!node.isArray()) {
      throw invalid("must be a list");
    }
    List<T> items = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      items.add(read.apply(new SettingsNode(path + "[" + i + "]", node.get(i))));
    }
    return items;
  }

  /** Returns the children of an object by name. */
  Map<String, SettingsNode> children() {
    if (!isPresent()) {
      return Map.of();
    }
    if (!node.isObject()) {
      throw invalid("must hold names with values");
    }
    Map<String, SettingsNode> children = new LinkedHashMap<>();
    node.fieldNames().forEachRemaining(name -> children.put(name, at(name)));
    return children;
  }

  SettingsException invalid(String what) {
    return new SettingsException((path.isEmpty() ? "the configuration" : path) + " " + what);
  }

  private String childPath(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
