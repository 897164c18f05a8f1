package dev.firstword.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Reads one JSON object of the settings. Each getter checks the value's type and bounds, and names
 * the field in its error.
 */
final class SettingsObject {
  private final String prefix;
  private final JsonNode json;

  SettingsObject(String prefix, JsonNode json, Set<String> known) {
    this(prefix, json, known::contains, known);
  }

  private SettingsObject(String prefix, JsonNode json, Predicate<String> known, Set<String> names) {
    this.prefix = prefix;
    this.json = json;
    if (!json.isObject()) {
      throw new InvalidSettingsException(
          prefix.isEmpty() ? "settings" : prefix, "must be a JSON object");
    }
    json.fieldNames()
        .forEachRemaining(name -> {
          if (!known.test(name)) {
            throw new InvalidSettingsException(
                path(name), "is unknown; known fields are " + new TreeSet<>(names));
          }
        });
  }

  JsonNode json() {
    return json;
  }

  String path(String name) {
    return prefix.isEmpty() ? name : prefix + "." + name;
  }

  boolean has(String name) {
    return json.has(name);
  }

  boolean isNull(String name) {
    return json.path(name).isNull();
  }

  boolean hasValue(String name) {
    return json.hasNonNull(name);
  }

  SettingsObject object(String name, Set<String> known) {
    return new SettingsObject(path(name), json.path(name), known);
  }

  /** Returns a nested object that may have any field names. */
  SettingsObject object(String name) {
    return new SettingsObject(path(name), json.path(name), any -> true, Set.of());
  }

  List<SettingsObject> objects(String name, Set<String> known) {
    JsonNode array = json.path(name);
    if (!array.isArray()) {
      throw new InvalidSettingsException(path(name), "must be a JSON array");
    }
    List<SettingsObject> objects = new ArrayList<>();
    for (int index = 0; index < array.size(); index++) {
      objects.add(new SettingsObject(path(name) + "[" + index + "]", array.path(index), known));
    }
    return objects;
  }

  boolean booleanValue(String name, boolean current, boolean defaultValue) {
    if (!has(name)) {
      return current;
    }
    if (isNull(name)) {
      return defaultValue;
    }
    if (!json.path(name).isBoolean()) {
      throw new InvalidSettingsException(path(name), "must be true or false");
    }
    return json.path(name).booleanValue();
  }

  String stringValue(String name, String defaultValue) {
    if (!hasValue(name)) {
      return defaultValue;
    }
    if (!json.path(name).isTextual() || json.path(name).textValue().isBlank()) {
      throw new InvalidSettingsException(path(name), "must be a non-blank string");
    }
    return json.path(name).textValue();
  }

  long longValue(String name, long current, long defaultValue) {
    if (!has(name)) {
      return current;
    }
    if (isNull(name)) {
      return defaultValue;
    }
    if (!json.path(name).isIntegralNumber() || !json.path(name).canConvertToLong()) {
      throw new InvalidSettingsException(path(name), "must be a whole number");
    }
    return json.path(name).longValue();
  }

  int intValue(String name, int min, int max) {
    JsonNode value = json.path(name);
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < min
        || value.intValue() > max) {
      throw new InvalidSettingsException(
          path(name), "must be a whole number from " + min + " to " + max);
    }
    return value.intValue();
  }

  double doubleValue(String name, double current, double defaultValue, double min, double max) {
    if (!has(name)) {
      return current;
    }
    if (isNull(name)) {
      return defaultValue;
    }
    JsonNode value = json.path(name);
    if (!value.isNumber() || value.doubleValue() < min || value.doubleValue() > max) {
      throw new InvalidSettingsException(path(name), "must be a number from " + min + " to " + max);
    }
    return value.doubleValue();
  }
}
