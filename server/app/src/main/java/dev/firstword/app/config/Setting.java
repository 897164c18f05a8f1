package dev.firstword.app.config;

import dev.firstword.app.config.SettingDefault.Required;
import dev.firstword.app.config.SettingDefault.Value;
import org.jspecify.annotations.Nullable;

/**
 * A key of the configuration file, declared once: readers, the check for unknown keys and the
 * reference in the documentation all use this declaration.
 *
 * <p>Not a library: Jackson records add 600 ms of CPU time to a cold start and Hibernate Validator
 * 1,500 ms, this less than 100 ms (decision 54).
 *
 * @param key the whole path; {@code []} stands for each item of a list, and a capitalized word for
 *     any name
 */
record Setting<T>(
    String key, SettingType<T> type, SettingDefault<T> defaultValue, String description) {

  /**
   * Returns the node of this setting.
   *
   * @param scope the root of the configuration, or the item of the innermost list or map
   */
  SettingsNode at(SettingsNode scope) {
    return scope.at(key.substring(scopeLength()));
  }

  private int scopeLength() {
    int length = 0;
    for (String end : new String[] {"[].", "NAME.", "PHASE."}) {
      length = Math.max(length, key.lastIndexOf(end) < 0 ? 0 : key.lastIndexOf(end) + end.length());
    }
    return length;
  }

  boolean isSet(SettingsNode scope) {
    return at(scope).isPresent();
  }

  /** Returns the value, or else the declared default. */
  T read(SettingsNode scope) {
    return switch (defaultValue) {
      case Value<T>(T value) -> read(scope, value);
      case Required<T> _ -> readRequired(scope);
      case SettingDefault.Described<T> _ ->
          throw new IllegalStateException(key + " has no default of its own");
    };
  }

  /** Returns the value, or else the one that applies here. */
  T read(SettingsNode scope, T inherited) {
    T value = readOrNull(scope);
    return value == null ? inherited : value;
  }

  @Nullable T readOrNull(SettingsNode scope) {
    SettingsNode node = at(scope);
    return node.isPresent() ? type.parse(node) : null;
  }

  T readRequired(SettingsNode scope) {
    SettingsNode node = at(scope);
    if (!node.isPresent() || (node.value().isTextual() && node.value().asText().isBlank())) {
      throw node.invalid("is missing");
    }
    return type.parse(node);
  }

  /** Returns the value of a node whose name is any, such as that of a phase. */
  T parse(SettingsNode node) {
    return type.parse(node);
  }
}
