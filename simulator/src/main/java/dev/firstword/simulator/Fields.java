package dev.firstword.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The fields of one object of settings, each read with its bounds and named when it is wrong. */
final class Fields {
  private final String prefix;
  private final JsonNode json;

  Fields(String prefix, JsonNode json, Set<String> known) {
    this(prefix, json, known::contains, known);
  }

  private Fields(String prefix, JsonNode json, Predicate<String> known, Set<String> names) {
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
                path(name), "is not known here; known are " + new TreeSet<>(names));
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

  boolean present(String name) {
    return json.hasNonNull(name);
  }

  Fields object(String name, Set<String> known) {
    return new Fields(path(name), json.path(name), known);
  }

  /** An object whose field names are free. */
  Fields object(String name) {
    return new Fields(path(name), json.path(name), any -> true, Set.of());
  }

  List<Fields> objects(String name, Set<String> known) {
    JsonNode array = json.path(name);
    if (!array.isArray()) {
      throw new InvalidSettingsException(path(name), "must be a JSON array");
    }
    List<Fields> objects = new ArrayList<>();
    for (int index = 0; index < array.size(); index++) {
      objects.add(new Fields(path(name) + "[" + index + "]", array.path(index), known));
    }
    return objects;
  }

  String text(String name, String otherwise) {
    if (!present(name)) {
      return otherwise;
    }
    if (!json.path(name).isTextual() || json.path(name).textValue().isBlank()) {
      throw new InvalidSettingsException(path(name), "must be a string that is not blank");
    }
    return json.path(name).textValue();
  }

  long wholeNumber(String name, long standing, long usual) {
    if (!has(name)) {
      return standing;
    }
    if (isNull(name)) {
      return usual;
    }
    if (!json.path(name).isIntegralNumber() || !json.path(name).canConvertToLong()) {
      throw new InvalidSettingsException(path(name), "must be a whole number");
    }
    return json.path(name).longValue();
  }

  int count(String name, int least, int most) {
    JsonNode value = json.path(name);
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < least
        || value.intValue() > most) {
      throw new InvalidSettingsException(
          path(name), "must be a whole number from " + least + " to " + most);
    }
    return value.intValue();
  }

  double number(String name, double standing, double usual, double least, double most) {
    if (!has(name)) {
      return standing;
    }
    if (isNull(name)) {
      return usual;
    }
    JsonNode value = json.path(name);
    if (!value.isNumber() || value.doubleValue() < least || value.doubleValue() > most) {
      throw new InvalidSettingsException(
          path(name), "must be a number from " + least + " to " + most);
    }
    return value.doubleValue();
  }
}
