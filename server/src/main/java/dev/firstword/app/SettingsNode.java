package dev.firstword.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.firstword.protocol.DurationText;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of the configuration file that knows where in it it stands, so that every complaint names
 * the place.
 */
record SettingsNode(String path, JsonNode node) {

  /** A text from elsewhere, such as an argument, to be read as one of the file would be. */
  static SettingsNode ofText(String path, String text) {
    return new SettingsNode(path, TextNode.valueOf(text));
  }

  /** An object whose keys are all among these. */
  SettingsNode only(String... known) {
    if (node.isMissingNode() || node.isNull()) {
      return this;
    }
    if (!node.isObject()) {
      throw wrong("must hold " + String.join(", ", known));
    }
    Set<String> names = Set.of(known);
    node.fieldNames()
        .forEachRemaining(name -> {
          if (!names.contains(name)) {
            throw new SettingsException(
                place(name) + " is not known; known here: " + String.join(", ", known));
          }
        });
    return this;
  }

  SettingsNode at(String name) {
    JsonNode child = node.isObject() ? node.path(name) : MissingNode.getInstance();
    return new SettingsNode(place(name), child);
  }

  boolean isPresent() {
    return !node.isMissingNode() && !node.isNull();
  }

  /** A secret, given as it is or, better, as the name of the environment's variable. */
  @Nullable String secret(String name, Map<String, String> environment) {
    SettingsNode variable = at(name + "_env");
    if (!variable.isPresent()) {
      return at(name).text();
    }
    String value = environment.get(variable.requiredText());
    if (value == null || value.isBlank()) {
      throw variable.wrong("names " + variable.text() + ", which is not set in the environment");
    }
    return value.strip();
  }

  @Nullable String text() {
    if (!isPresent()) {
      return null;
    }
    if (!node.isValueNode()) {
      throw wrong("must be a text");
    }
    return node.asText();
  }

  String text(String otherwise) {
    String text = text();
    return text == null ? otherwise : text;
  }

  String requiredText() {
    String text = text();
    if (text == null || text.isBlank()) {
      throw wrong("is missing");
    }
    return text;
  }

  boolean truth(boolean otherwise) {
    if (!isPresent()) {
      return otherwise;
    }
    if (!node.isBoolean()) {
      throw wrong("must be true or false");
    }
    return node.booleanValue();
  }

  int whole(int otherwise, int least, int most) {
    if (!isPresent()) {
      return otherwise;
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToInt()
        || node.intValue() < least
        || node.intValue() > most) {
      throw wrong("must be a whole number from " + least + " to " + most);
    }
    return node.intValue();
  }

  /** A whole number that may be absent. */
  @Nullable Integer whole(int least, int most) {
    return isPresent() ? Integer.valueOf(whole(least, least, most)) : null;
  }

  double number(double otherwise) {
    if (!isPresent()) {
      return otherwise;
    }
    if (!node.isNumber() || node.doubleValue() < 0) {
      throw wrong("must be a number, 0 or more");
    }
    return node.doubleValue();
  }

  /** A time such as {@code 300ms}, {@code 5s}, {@code 2m} or {@code 1h}. */
  Duration time(Duration otherwise) {
    if (!isPresent()) {
      return otherwise;
    }
    return DurationText.read(node.asText())
        .orElseThrow(() -> wrong("must be a time such as 300ms, 5s, 2m, 1h or 30d"));
  }

  /** An address of something that is spoken to over HTTP. */
  URI httpAddress() {
    URI address;
    try {
      address = URI.create(requiredText());
    } catch (IllegalArgumentException _) {
      throw wrong("is not an address");
    }
    if (address.getHost() == null || !List.of("http", "https").contains(address.getScheme())) {
      throw wrong("must begin with http:// or https:// and name a host");
    }
    return address;
  }

  <T> List<T> each(Function<SettingsNode, T> read) {
    if (!isPresent()) {
      return List.of();
    }
    if (!node.isArray()) {
      throw wrong("must be a list");
    }
    List<T> items = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      items.add(read.apply(new SettingsNode(path + "[" + i + "]", node.get(i))));
    }
    return items;
  }

  /** The children of an object, by name. */
  Map<String, SettingsNode> children() {
    if (!isPresent()) {
      return Map.of();
    }
    if (!node.isObject()) {
      throw wrong("must hold names with values");
    }
    Map<String, SettingsNode> children = new LinkedHashMap<>();
    node.fieldNames().forEachRemaining(name -> children.put(name, at(name)));
    return children;
  }

  SettingsException wrong(String what) {
    return new SettingsException((path.isEmpty() ? "the configuration" : path) + " " + what);
  }

  private String place(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
