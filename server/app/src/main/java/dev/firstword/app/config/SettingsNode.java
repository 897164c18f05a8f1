package dev.firstword.app.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A node of the configuration tree with its path, so that error messages name the setting. */
record SettingsNode(String path, JsonNode value) {

  /** Checks that this node is an object with no keys other than these. */
  void requireKeys(Collection<String> allowed) {
    if (!value.isObject()) {
      throw invalid("must hold " + String.join(", ", allowed));
    }
    value
        .fieldNames()
        .forEachRemaining(name -> {
          if (!allowed.contains(name)) {
            throw child(name).invalid("is not known; known here: " + String.join(", ", allowed));
          }
        });
  }

  /** Returns the node at a path such as {@code retention.turn_logs}; it may be missing. */
  SettingsNode at(String names) {
    SettingsNode node = this;
    for (String name : names.split("\\.", -1)) {
      node = node.child(name);
    }
    return node;
  }

  private SettingsNode child(String name) {
    JsonNode child = value.isObject() ? value.path(name) : MissingNode.getInstance();
    return new SettingsNode(path.isEmpty() ? name : path + "." + name, child);
  }

  boolean isPresent() {
    return !value.isMissingNode() && !value.isNull();
  }

  String text() {
    if (!value.isValueNode()) {
      throw invalid("must be a text");
    }
    return value.asText();
  }

  String requiredText() {
    if (!isPresent() || text().isBlank()) {
      throw invalid("is missing");
    }
    return text();
  }

  /** Returns the items of a list; none if it is missing. */
  List<SettingsNode> items() {
    if (!isPresent()) {
      return List.of();
    }
    if (!value.isArray()) {
      throw invalid("must be a list");
    }
    List<SettingsNode> items = new ArrayList<>(value.size());
    for (int i = 0; i < value.size(); i++) {
      items.add(new SettingsNode(path + "[" + i + "]", value.get(i)));
    }
    return items;
  }

  /** Returns the children of an object by name; none if it is missing. */
  Map<String, SettingsNode> children() {
    if (!isPresent()) {
      return Map.of();
    }
    if (!value.isObject()) {
      throw invalid("must hold names with values");
    }
    Map<String, SettingsNode> children = new LinkedHashMap<>();
    value.fieldNames().forEachRemaining(name -> children.put(name, child(name)));
    return children;
  }

  SettingsException invalid(String what) {
    return new SettingsException((path.isEmpty() ? "the configuration" : path) + " " + what);
  }
}
