package dev.firstword.app.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Rejects keys that no setting declares, so that a misspelled limit never silently falls back to
 * its default.
 */
final class UnknownKeyCheck {

  private static final String ITEM = "[]";

  /** The declared keys below a path. */
  private final Map<String, UnknownKeyCheck> children = new LinkedHashMap<>();

  private UnknownKeyCheck() {}

  /**
   * Checks a configuration.
   *
   * @throws SettingsException if it contains an undeclared key
   */
  static void check(SettingsNode root, Stream<Setting<?>> declared) {
    UnknownKeyCheck keys = new UnknownKeyCheck();
    declared.forEach(setting -> keys.add(setting.key()));
    keys.check(root);
  }

  private void add(String key) {
    UnknownKeyCheck keys = this;
    for (String name : key.replace(ITEM, "." + ITEM).split("\\.", -1)) {
      keys = keys.children.computeIfAbsent(name, _ -> new UnknownKeyCheck());
    }
  }

  private void check(SettingsNode node) {
    if (children.isEmpty() || !node.isPresent()) {
      return;
    }
    String name = children.keySet().iterator().next();
    UnknownKeyCheck first = children.values().iterator().next();
    if (name.equals(ITEM)) {
      node.items().forEach(first::check);
    } else if (isPlaceholder(name)) {
      node.children().values().forEach(first::check);
    } else {
      node.requireKeys(children.keySet());
      children.forEach((child, keys) -> keys.check(node.at(child)));
    }
  }

  /** A part in capitals stands for a name that the configuration chooses. */
  private static boolean isPlaceholder(String name) {
    return Character.isUpperCase(name.charAt(0));
  }
}
