package dev.firstword.core.protocol;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks the references of a JSON schema. They have to stay within it, since nothing is fetched,
 * and lead to a part of it. A schema may refer to itself, as that of a tree does, but not without
 * going deeper into the value: to check a value would never end.
 */
final class SchemaReferences {

  private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");
  private static final Set<String> ANCHORS = Set.of("$anchor", "$dynamicAnchor");

  /** Keywords whose schemas apply to the same value. */
  private static final Set<String> SAME_VALUE =
      Set.of("allOf", "anyOf", "oneOf", "not", "if", "then", "else");

  /** Keywords whose schemas have names, and apply to the same value. */
  private static final Set<String> DEPENDENT = Set.of("dependentSchemas", "dependencies");

  /** Keywords whose schemas have names, which may be those of keywords. */
  private static final Set<String> NAMED =
      Set.of(
          "properties",
          "patternProperties",
          "$defs",
          "definitions",
          "dependentSchemas",
          "dependencies");

  /** Keywords that have values, not schemas. */
  private static final Set<String> VALUES = Set.of("const", "enum", "default", "examples");

  private final JsonNode root;
  private final List<JsonNode> schemas = new ArrayList<>();
  private final Map<String, JsonNode> anchors = new HashMap<>();
  private final IdentityHashMap<JsonNode, List<JsonNode>> sameValue = new IdentityHashMap<>();

  private SchemaReferences(JsonNode root) {
    this.root = root;
  }

  /** Returns what is wrong, as the end of a sentence; empty if nothing is. */
  static Optional<String> problem(JsonNode schema) {
    return new SchemaReferences(schema).problem();
  }

  private Optional<String> problem() {
    collect();
    for (JsonNode schema : schemas) {
      List<JsonNode> targets = new ArrayList<>();
      for (String keyword : REFERENCES) {
        JsonNode reference = schema.get(keyword);
        if (reference != null && reference.isTextual()) {
          Optional<JsonNode> target = resolve(reference.textValue());
          if (target.isEmpty()) {
            return Optional.of(
                "refers to \"%s\", which is not a part of it"
                    .formatted(RequestFields.abbreviate(reference.textValue())));
          }
          targets.add(target.get());
        }
      }
      SAME_VALUE.forEach(keyword -> addSchemas(schema.path(keyword), targets));
      DEPENDENT.forEach(keyword -> schema.path(keyword).forEach(each -> addSchemas(each, targets)));
      sameValue.put(schema, targets);
    }
    return hasEndlessReference() ? Optional.of("refers to itself without end") : Optional.empty();
  }

  /**
   * A part of the schema.
   *
   * @param isNamed whether its fields are schemas by their names, not keywords
   */
  private record Part(JsonNode node, boolean isNamed) {}

  /** Collects all objects that may be schemas; the parser has bounded their depth. */
  private void collect() {
    Deque<Part> open = new ArrayDeque<>(List.of(new Part(root, false)));
    while (!open.isEmpty()) {
      Part part = open.pop();
      JsonNode node = part.node;
      if (node.isObject() && !part.isNamed) {
        schemas.add(node);
        ANCHORS.forEach(keyword -> {
          if (node.path(keyword).isTextual()) {
            anchors.put(node.path(keyword).textValue(), node);
          }
        });
      }
      node.properties()
          .forEach(field -> {
            if (part.isNamed || !VALUES.contains(field.getKey())) {
              open.push(
                  new Part(field.getValue(), !part.isNamed && NAMED.contains(field.getKey())));
            }
          });
      if (node.isArray()) {
        node.forEach(each -> open.push(new Part(each, false)));
      }
    }
  }

  private static void addSchemas(JsonNode value, List<JsonNode> targets) {
    if (value.isObject()) {
      targets.add(value);
    } else if (value.isArray()) {
      value.forEach(targets::add);
    }
  }

  private Optional<JsonNode> resolve(String reference) {
    if (!reference.startsWith("#")) {
      return Optional.empty();
    }
    String fragment = reference.substring(1);
    if (fragment.isEmpty()) {
      return Optional.of(root);
    }
    if (!fragment.startsWith("/")) {
      return Optional.ofNullable(anchors.get(fragment));
    }
    try {
      // A plus sign is not a space here, as it is in forms.
      String pointer = URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
      JsonNode target = root.at(JsonPointer.compile(pointer));
      return target.isMissingNode() ? Optional.empty() : Optional.of(target);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** Looks for a cycle, depth first, without recursion: chains of references can be long. */
  private boolean hasEndlessReference() {
    IdentityHashMap<JsonNode, Boolean> finished = new IdentityHashMap<>();
    for (JsonNode start : schemas) {
      Deque<JsonNode> path = new ArrayDeque<>(List.of(start));
      while (!path.isEmpty()) {
        JsonNode node = path.peek();
        if (finished.putIfAbsent(node, false) == null) {
          for (JsonNode target : sameValue.getOrDefault(node, List.of())) {
            Boolean state = finished.get(target);
            if (Boolean.FALSE.equals(state)) {
              return true;
            }
            if (state == null) {
              path.push(target);
            }
          }
        } else {
          finished.put(node, true);
          path.pop();
        }
      }
    }
    return false;
  }
}
