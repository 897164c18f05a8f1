package dev.firstword.simulator.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rules of structured output: every object says what it has, and nothing else is allowed. */
public final class StrictSchema {
  private static final int MAX_DEPTH = 100;

  private StrictSchema() {}

  /**
   * Returns the place of the first object that does not exclude further properties, as the names on
   * the way to it; empty if there is none.
   */
  public static Optional<List<String>> firstOpenObject(JsonNode schema) {
    return find(schema, List.of(), false);
  }

  /** As {@link #firstOpenObject}, but each object has to require all of its properties too. */
  public static Optional<List<String>> firstLooseObject(JsonNode schema) {
    return find(schema, List.of(), true);
  }

  private static Optional<List<String>> find(
      JsonNode node, List<String> place, boolean requiresAll) {
    if (place.size() > MAX_DEPTH) {
      return Optional.empty();
    }
    if (node.path("type").asText("").equals("object")
        && (isOpen(node) || (requiresAll && !hasAllRequired(node)))) {
      return Optional.of(place);
    }
    for (var entry : node.properties()) {
      Optional<List<String>> found =
          find(entry.getValue(), with(place, entry.getKey()), requiresAll);
      if (found.isPresent()) {
        return found;
      }
    }
    for (int index = 0; node.isArray() && index < node.size(); index++) {
      Optional<List<String>> found =
          find(node.path(index), with(place, Integer.toString(index)), requiresAll);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static boolean isOpen(JsonNode object) {
    return !object.path("additionalProperties").isBoolean()
        || object.path("additionalProperties").booleanValue();
  }

  private static boolean hasAllRequired(JsonNode object) {
    List<String> required = new ArrayList<>();
    object.path("required").forEach(name -> required.add(name.asText()));
    List<String> names = new ArrayList<>();
    object.path("properties").fieldNames().forEachRemaining(names::add);
    return required.containsAll(names);
  }

  private static List<String> with(List<String> place, String name) {
    List<String> longer = new ArrayList<>(place);
    longer.add(name);
    return longer;
  }
}
