package dev.firstword.app.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lists every setting with its value and where that is from. Prints no secrets: those of a secret
 * type, values of headers, and passwords and parameters of addresses.
 */
public final class EffectiveSettings {

  private static final String SECRET = "[secret]";
  private static final String VARIABLE_SUFFIX = "_env";
  private static final int MAX_VALUE_LENGTH = 100;
  private static final Pattern USER_OF_ADDRESS = Pattern.compile("//\\S*@");
  private static final Pattern QUERY_OF_ADDRESS = Pattern.compile("\\?\\S+$");

  /** Chat tools put a secret into the path of their webhooks. */
  private static final Pattern PATH_OF_ADDRESS = Pattern.compile("(//[^/]+/).+");

  private static final Set<String> ADDRESSES =
      Set.of("URL", "redis.url", "postgresql.url", "auth.jwt[].jwks_url");

  private final @Nullable Path file;
  private final YamlLines lines;
  private final SettingsNode root;
  private final Map<String, String> environment;
  private final List<EffectiveSetting> listed = new ArrayList<>();

  private EffectiveSettings(
      @Nullable Path file, String text, SettingsNode root, Map<String, String> environment) {
    this.file = file;
    this.root = root;
    this.environment = environment;
    try {
      lines = YamlLines.of(text);
    } catch (IOException e) {
      throw new SettingsException(file + " is not YAML");
    }
  }

  /**
   * Lists the settings in the order of the reference.
   *
   * @param file the configuration file; null for defaults and environment only
   * @throws SettingsException if the file can't be read or has unknown keys
   */
  public static List<EffectiveSetting> list(@Nullable Path file, Map<String, String> environment) {
    String text = file == null ? "" : SettingsReader.readText(file);
    SettingsNode root = new SettingsNode("", SettingsReader.parse(file, text));
    UnknownKeyCheck.check(root, SettingsCatalog.settings());
    EffectiveSettings settings = new EffectiveSettings(file, text, root, environment);
    SettingsCatalog.settings().forEach(settings::add);
    return settings.listed;
  }

  private void add(Setting<?> setting) {
    if (setting.key().startsWith("providers[]") && root.at("providers").items().isEmpty()) {
      addProviderOfEnvironment(setting);
    } else {
      expand(setting.key(), root, JsonPointer.empty(), "", place -> add(setting, place));
    }
  }

  /** Where a setting is, or could be. */
  private record Place(String key, SettingsNode node, JsonPointer pointer) {}

  /** Calls the consumer with each place of a key in the file; once for a list that is empty. */
  private void expand(
      String key, SettingsNode node, JsonPointer pointer, String path, Consumer<Place> then) {
    if (key.isEmpty()) {
      then.accept(new Place(path, node, pointer));
      return;
    }
    if (key.startsWith("[]")) {
      String rest = key.substring(2);
      List<SettingsNode> items = node.items();
      for (int i = 0; i < items.size(); i++) {
        expand(rest, items.get(i), pointer.appendIndex(i), path + "[" + i + "]", then);
      }
      if (items.isEmpty()) {
        then.accept(new Place(path + key, missing(), pointer));
      }
      return;
    }
    String own = key.startsWith(".") ? key.substring(1) : key;
    int end = indexOfAny(own, ".[");
    String name = own.substring(0, end);
    String rest = own.substring(end);
    if (Character.isUpperCase(name.charAt(0))) {
      Map<String, SettingsNode> children = node.children();
      children.forEach((child, value) ->
          expand(rest, value, pointer.appendProperty(child), join(path, child), then));
      if (children.isEmpty()) {
        then.accept(new Place(join(path, own), missing(), pointer));
      }
      return;
    }
    expand(rest, node.at(name), pointer.appendProperty(name), join(path, name), then);
  }

  private SettingsNode missing() {
    return new SettingsNode("", root.value().path("[none]"));
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static int indexOfAny(String text, String characters) {
    for (int i = 0; i < text.length(); i++) {
      if (characters.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return text.length();
  }

  private void add(Setting<?> setting, Place place) {
    if (place.node.isPresent()) {
      listed.add(
          new EffectiveSetting(
              place.key, valueText(setting, place.node.value()), origin(place.pointer), false));
      return;
    }
    String variable =
        setting.type().isSecret() && !place.key.endsWith(VARIABLE_SUFFIX)
            ? variableOf(place)
            : null;
    if (variable != null) {
      listed.add(secretOf(place.key, variable));
    } else if (setting.key().equals("web_root") && isSet("FIRSTWORD_WEB_ROOT")) {
      listed.add(
          new EffectiveSetting(
              place.key,
              environment.getOrDefault("FIRSTWORD_WEB_ROOT", ""),
              "environment variable FIRSTWORD_WEB_ROOT",
              false));
    } else {
      listed.add(defaultOf(setting, place.key));
    }
  }

  /** Returns the variable that the neighbouring key names; null if there is none. */
  private @Nullable String variableOf(Place place) {
    JsonPointer parent = place.pointer.head();
    JsonPointer last = place.pointer.last();
    if (parent == null || last == null || last.getMatchingProperty() == null) {
      return null;
    }
    JsonNode variable =
        root.value().at(parent.appendProperty(last.getMatchingProperty() + VARIABLE_SUFFIX));
    return variable.isTextual() ? variable.asText() : null;
  }

  private EffectiveSetting secretOf(String key, String variable) {
    if (isSet(variable)) {
      return new EffectiveSetting(key, SECRET, "environment variable " + variable, false);
    }
    String fileVariable = variable + "_FILE";
    return isSet(fileVariable)
        ? new EffectiveSetting(
            key,
            SECRET,
            "file " + environment.get(fileVariable) + ", which " + fileVariable + " names",
            false)
        : new EffectiveSetting(key, "", "missing: the named variable is not set", false);
  }

  private void addProviderOfEnvironment(Setting<?> setting) {
    String key = setting.key().replace("[]", "[0]");
    boolean hasKey = isSet("ANTHROPIC_API_KEY") || isSet("ANTHROPIC_API_KEY_FILE");
    if (hasKey && setting.key().equals("providers[].api_key")) {
      listed.add(secretOf(key, "ANTHROPIC_API_KEY"));
    } else if (hasKey
        && setting.key().equals("providers[].base_url")
        && isSet("ANTHROPIC_BASE_URL")) {
      listed.add(
          new EffectiveSetting(
              key,
              withoutCredentials(environment.getOrDefault("ANTHROPIC_BASE_URL", "")),
              "environment variable ANTHROPIC_BASE_URL",
              false));
    } else {
      listed.add(defaultOf(setting, setting.key()));
    }
  }

  private boolean isSet(String variable) {
    return !environment.getOrDefault(variable, "").isBlank();
  }

  private static EffectiveSetting defaultOf(Setting<?> setting, String key) {
    boolean required = setting.defaultValue() instanceof SettingDefault.Required;
    return new EffectiveSetting(
        key, required ? "" : setting.defaultValue().text(), required ? "not set" : "default", true);
  }

  private String origin(JsonPointer pointer) {
    // A key within an alias has no line of its own: its nearest parent has one.
    for (JsonPointer key = pointer; key != null; key = key.head()) {
      var line = lines.lineOf(key);
      if (line.isPresent()) {
        return file + ":" + line.getAsInt();
      }
    }
    return String.valueOf(file);
  }

  private static String valueText(Setting<?> setting, JsonNode value) {
    if (setting.type().isSecret()) {
      return value.isObject()
          ? value.properties().stream()
              .map(header -> header.getKey() + ": " + SECRET)
              .collect(Collectors.joining(", ", "{", "}"))
          : SECRET;
    }
    String text = value.isTextual() ? value.asText() : value.toString();
    if (setting.key().equals("alerts.webhook.url")) {
      text = PATH_OF_ADDRESS.matcher(withoutCredentials(text)).replaceFirst("$1" + SECRET);
    } else if (ADDRESSES.contains(setting.type().name()) || ADDRESSES.contains(setting.key())) {
      text = withoutCredentials(text);
    } else if (setting.key().endsWith(VARIABLE_SUFFIX) && !SecretSetting.isVariableName(text)) {
      text = SECRET; // A secret in place of the variable's name.
    }
    String line = text.replaceAll("\\R", " ").strip();
    return line.length() <= MAX_VALUE_LENGTH ? line : line.substring(0, MAX_VALUE_LENGTH - 1) + "…";
  }

  private static String withoutCredentials(String address) {
    String withoutUser = USER_OF_ADDRESS.matcher(address).replaceFirst("//" + SECRET + "@");
    return QUERY_OF_ADDRESS.matcher(withoutUser).replaceFirst("?" + SECRET);
  }
}
