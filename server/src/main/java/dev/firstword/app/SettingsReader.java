package dev.firstword.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.firstword.app.Settings.ModelSettings;
import dev.firstword.profile.Profile;
import dev.firstword.profile.Profile.Limits;
import dev.firstword.profile.Profile.Patience;
import dev.firstword.profile.Profiles;
import dev.firstword.provider.ProviderEndpoint;
import dev.firstword.provider.ProviderEndpoint.Dialect;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link Settings} from the configuration file and the environment. A key that is not known
 * is an error: a misspelt limit must not silently be the default one.
 */
final class SettingsReader {

  private static final String ANTHROPIC = "https://api.anthropic.com";

  private final Map<String, String> environment;

  SettingsReader(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * Reads the settings.
   *
   * @param file the configuration; absent: defaults and environment alone
   * @throws SettingsException when they can't be used
   */
  Settings read(@Nullable Path file) {
    SettingsNode root = new SettingsNode("", file == null ? emptyTree() : parse(file));
    root.only(
        "host", "port", "data", "page", "longest_body", "drain", "providers", "models", "profiles");
    Settings defaults = Settings.DEFAULTS;
    List<ProviderEndpoint> providers = root.at("providers").each(this::provider);
    return new Settings(
        root.at("host").text(defaults.host()),
        root.at("port").whole(defaults.port(), 0, 65_535),
        Path.of(root.at("data").text(defaults.data().toString())),
        page(root.at("page")),
        root.at("longest_body").whole(defaults.longestBody(), 1024, 64 * 1024 * 1024),
        root.at("drain").time(defaults.drain()),
        providers.isEmpty() ? fromEnvironment() : providers,
        models(root.at("models"), defaults),
        profiles(root.at("profiles")));
  }

  /** The launcher says where it stands; a server started by hand serves what is below it. */
  private Path page(SettingsNode node) {
    return node.isPresent()
        ? Path.of(node.requiredText())
        : Path.of(environment.getOrDefault("FIRSTWORD_HOME", "")).resolve(Settings.DEFAULTS.page());
  }

  private static JsonNode emptyTree() {
    return new YAMLMapper().createObjectNode();
  }

  private static JsonNode parse(Path file) {
    try {
      JsonNode tree = new YAMLMapper().readTree(Files.readString(file));
      return tree == null || tree.isMissingNode() ? emptyTree() : tree;
    } catch (JsonProcessingException e) {
      throw new SettingsException(
          file
              + " is not YAML: line "
              + e.getLocation().getLineNr()
              + ": "
              + e.getOriginalMessage());
    } catch (IOException e) {
      throw new SettingsException("can't read the configuration " + file + ": " + e.getMessage());
    }
  }

  private List<ProviderEndpoint> fromEnvironment() {
    String key = environment.get("ANTHROPIC_API_KEY");
    if (key == null || key.isBlank()) {
      return List.of();
    }
    URI base = URI.create(environment.getOrDefault("ANTHROPIC_BASE_URL", ANTHROPIC));
    return List.of(
        new ProviderEndpoint("anthropic", Dialect.ANTHROPIC, base, key.strip(), Map.of()));
  }

  private ProviderEndpoint provider(SettingsNode node) {
    node.only("name", "dialect", "base_url", "key", "key_env", "headers");
    SettingsNode address = node.at("base_url");
    URI base;
    try {
      base = URI.create(address.requiredText());
    } catch (IllegalArgumentException _) {
      throw address.wrong("is not an address");
    }
    if (base.getHost() == null || !List.of("http", "https").contains(base.getScheme())) {
      throw address.wrong("must begin with http:// or https:// and name a host");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    node.at("headers").children().forEach((name, value) -> headers.put(name, value.requiredText()));
    return new ProviderEndpoint(
        node.at("name").requiredText(), dialect(node.at("dialect")), base, key(node), headers);
  }

  private static Dialect dialect(SettingsNode node) {
    return switch (node.requiredText().toLowerCase(Locale.ROOT)) {
      case "anthropic" -> Dialect.ANTHROPIC;
      case "openai" -> Dialect.OPENAI;
      default -> throw node.wrong("must be anthropic or openai");
    };
  }

  private @Nullable String key(SettingsNode provider) {
    SettingsNode variable = provider.at("key_env");
    if (!variable.isPresent()) {
      return provider.at("key").text();
    }
    String value = environment.get(variable.requiredText());
    if (value == null || value.isBlank()) {
      throw variable.wrong("names " + variable.text() + ", which is not set in the environment");
    }
    return value.strip();
  }

  private static List<ModelSettings> models(SettingsNode node, Settings defaults) {
    List<ModelSettings> models = node.each(SettingsReader::model);
    return models.isEmpty() ? defaults.models() : models;
  }

  private static ModelSettings model(SettingsNode node) {
    node.only("name", "provider", "relative_cost", "ttft_ms");
    SettingsNode ttft = node.at("ttft_ms").only("p50", "p99");
    return new ModelSettings(
        node.at("name").requiredText(),
        node.at("provider").text(""),
        node.at("relative_cost").number(1),
        Duration.ofMillis(ttft.at("p50").whole(700, 1, 600_000)),
        Duration.ofMillis(ttft.at("p99").whole(2000, 1, 600_000)));
  }

  private static List<Profile> profiles(SettingsNode node) {
    Map<String, Profile> profiles = new LinkedHashMap<>();
    Profile standard = Profiles.standardChat();
    profiles.put(standard.name(), standard);
    node.children()
        .forEach((name, child) ->
            profiles.put(name, profile(name, child, profiles.getOrDefault(name, standard))));
    return new ArrayList<>(profiles.values());
  }

  private static Profile profile(String name, SettingsNode node, Profile base) {
    node.only(
        "title",
        "system",
        "system_replaceable",
        "model",
        "max_tokens",
        "history_tokens",
        "labels",
        "patience",
        "mid_answer_patience",
        "first_token_limit",
        "silence_limit",
        "total_limit",
        "orphan_grace");
    Map<String, String> labels = new LinkedHashMap<>(base.labels());
    node.at("labels").children().forEach((phase, label) -> labels.put(phase, label.requiredText()));
    Limits limits = base.limits();
    return new Profile(
        name,
        node.at("title").text(name.equals(base.name()) ? base.title() : name),
        Objects.requireNonNullElse(node.at("system").text(), base.system()),
        node.at("system_replaceable").truth(base.systemReplaceable()),
        node.at("model").isPresent() ? node.at("model").requiredText() : base.model(),
        node.at("max_tokens").whole(base.maxTokens(), 1, 1_000_000),
        node.at("history_tokens").whole(base.historyTokens(), 0, 10_000_000),
        labels,
        new Patience(
            node.at("patience").time(base.patience().firstWord()),
            node.at("mid_answer_patience").time(base.patience().midAnswer())),
        new Limits(
            node.at("first_token_limit").time(limits.firstToken()),
            node.at("silence_limit").time(limits.silence()),
            node.at("total_limit").time(limits.total()),
            node.at("orphan_grace").time(limits.orphanGrace())));
  }
}
