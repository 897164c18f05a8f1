package dev.firstword.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.firstword.app.Settings.ModelSettings;
import dev.firstword.job.JobLimits;
import dev.firstword.job.webhook.Webhooks;
import dev.firstword.preparation.Lab;
import dev.firstword.profile.Preparing;
import dev.firstword.profile.Preparing.WhenLate;
import dev.firstword.profile.Profile;
import dev.firstword.profile.Profile.Limits;
import dev.firstword.profile.Profile.Patience;
import dev.firstword.profile.Profiles;
import dev.firstword.provider.ProviderEndpoint;
import dev.firstword.provider.ProviderEndpoint.Dialect;
import dev.firstword.storage.PostgresqlStorage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
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
        "host",
        "port",
        "data",
        "storage",
        "postgresql",
        "cluster",
        "redis",
        "keep",
        "page",
        "longest_body",
        "drain",
        "jobs",
        "webhooks",
        "providers",
        "models",
        "profiles",
        "auth",
        "hosts",
        "limits",
        "lab",
        "retrieval");
    Settings defaults = Settings.DEFAULTS;
    List<ProviderEndpoint> providers = root.at("providers").each(this::provider);
    AccessSettingsReader access = new AccessSettingsReader(environment, folderOf(file));
    return defaults
        .change()
        .host(root.at("host").text(defaults.host()))
        .port(root.at("port").whole(defaults.port(), 0, 65_535))
        .data(Path.of(root.at("data").text(defaults.data().toString())))
        .storage(storage(root))
        .page(page(root.at("page")))
        .longestBody(root.at("longest_body").whole(defaults.longestBody(), 1024, 64 * 1024 * 1024))
        .drain(root.at("drain").time(defaults.drain()))
        .jobs(new JobSettings(jobs(root.at("jobs")), webhooks(root.at("webhooks"))))
        .providers(providers.isEmpty() ? fromEnvironment() : providers)
        .models(models(root.at("models"), defaults))
        .profiles(profiles(root.at("profiles")))
        .tokenIssuers(access.tokenIssuers(root.at("auth")))
        .hosts(AccessSettingsReader.hosts(root.at("hosts")))
        .limits(AccessSettingsReader.limits(root.at("limits")))
        .lab(lab(root.at("lab")))
        .retrieval(new RetrievalSettingsReader(environment).read(root.at("retrieval")))
        .done();
  }

  /** What files named in the configuration are looked for beside. */
  private static Path folderOf(@Nullable Path file) {
    Path folder = file == null ? null : file.getParent();
    return folder == null ? Path.of("") : folder;
  }

  /** The launcher says where it stands; a server started by hand serves what is below it. */
  private Path page(SettingsNode node) {
    return node.isPresent()
        ? Path.of(node.requiredText())
        : Path.of(environment.getOrDefault("FIRSTWORD_HOME", "")).resolve(Settings.DEFAULTS.page());
  }

  private StorageSettings storage(SettingsNode root) {
    StorageSettings defaults = StorageSettings.DEFAULTS;
    SettingsNode node = root.at("storage");
    StorageSettings.Kind kind =
        switch (node.text("sqlite")) {
          case "sqlite" -> StorageSettings.Kind.SQLITE;
          case "memory" -> StorageSettings.Kind.MEMORY;
          case "postgresql" -> StorageSettings.Kind.POSTGRESQL;
          default -> throw node.wrong("must be sqlite, memory or postgresql");
        };
    SettingsNode keep = root.at("keep").only("keys", "logs");
    return new StorageSettings(
        kind,
        kind == StorageSettings.Kind.POSTGRESQL ? postgresql(root.at("postgresql")) : null,
        redis(root, kind),
        keep.at("keys").time(defaults.keepKeys()),
        keep.at("logs").time(defaults.keepLogs()));
  }

  private PostgresqlStorage.Address postgresql(SettingsNode node) {
    node.only("url", "user", "password", "password_env", "connections");
    SettingsNode url = node.at("url");
    if (!url.requiredText().startsWith("jdbc:postgresql:")) {
      throw url.wrong("must begin with jdbc:postgresql:");
    }
    return new PostgresqlStorage.Address(
        url.requiredText(),
        node.at("user").text(),
        secret(node, "password"),
        node.at("connections").whole(10, 2, 200));
  }

  private static @Nullable String redis(SettingsNode root, StorageSettings.Kind kind) {
    SettingsNode cluster = root.at("cluster");
    String bus = cluster.text("none");
    if (!List.of("none", "redis").contains(bus)) {
      throw cluster.wrong("must be none or redis");
    }
    if (bus.equals("none")) {
      return null;
    }
    if (kind != StorageSettings.Kind.POSTGRESQL) {
      throw cluster.wrong("needs storage: postgresql, which is what nodes can share");
    }
    SettingsNode url = root.at("redis").only("url").at("url");
    if (!url.requiredText().matches("rediss?://.+")) {
      throw url.wrong("must begin with redis:// or rediss:// and name a host");
    }
    return url.requiredText();
  }

  private static JobLimits jobs(SettingsNode node) {
    node.only("concurrent", "queued", "attempts");
    JobLimits defaults = JobLimits.DEFAULTS;
    return new JobLimits(
        node.at("concurrent").whole(defaults.concurrent(), 1, 10_000),
        node.at("queued").whole(defaults.queued(), 0, 1_000_000),
        node.at("attempts").whole(defaults.attempts(), 1, 100));
  }

  private Webhooks.Sending webhooks(SettingsNode node) {
    node.only("secret", "secret_env", "allow_private");
    String secret = secret(node, "secret");
    if (secret != null && !isWebhookSecret(secret)) {
      throw node.at("secret")
          .wrong(
              "must be whsec_ and 24 to 64 random bytes in base 64, such as the output of"
                  + " echo whsec_$(openssl rand -base64 32)");
    }
    return new Webhooks.Sending(secret, node.at("allow_private").truth(false));
  }

  /** As the Standard Webhooks specification wants it. */
  private static boolean isWebhookSecret(String text) {
    if (!text.startsWith("whsec_")) {
      return false;
    }
    try {
      int bytes = Base64.getDecoder().decode(text.substring("whsec_".length())).length;
      return bytes >= 24 && bytes <= 64;
    } catch (IllegalArgumentException _) {
      return false;
    }
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
        node.at("name").requiredText(),
        dialect(node.at("dialect")),
        base,
        secret(node, "key"),
        headers);
  }

  private static Dialect dialect(SettingsNode node) {
    return switch (node.requiredText().toLowerCase(Locale.ROOT)) {
      case "anthropic" -> Dialect.ANTHROPIC;
      case "openai" -> Dialect.OPENAI;
      default -> throw node.wrong("must be anthropic or openai");
    };
  }

  /** A secret, given as it is or, better, as the name of the environment's variable. */
  private @Nullable String secret(SettingsNode node, String name) {
    SettingsNode variable = node.at(name + "_env");
    if (!variable.isPresent()) {
      return node.at(name).text();
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
        "phases",
        "passages",
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
        base.preparing()
            .with(
                rules(node.at("phases"), base.preparing()),
                node.at("passages").whole(base.preparing().passages(), 0, 50)),
        new Patience(
            node.at("patience").time(base.patience().firstWord()),
            node.at("mid_answer_patience").time(base.patience().midAnswer())),
        new Limits(
            node.at("first_token_limit").time(limits.firstToken()),
            node.at("silence_limit").time(limits.silence()),
            node.at("total_limit").time(limits.total()),
            node.at("orphan_grace").time(limits.orphanGrace())));
  }

  private static LabSettings lab(SettingsNode node) {
    node.only("enabled", "delay", "sequential");
    Map<String, Duration> atLeast = new LinkedHashMap<>();
    node.at("delay")
        .only(Lab.PHASES.toArray(String[]::new))
        .children()
        .forEach((phase, time) -> atLeast.put(phase, time.time(Duration.ZERO)));
    LabSettings lab =
        new LabSettings(
            node.at("enabled").truth(false),
            new Lab.State(atLeast, node.at("sequential").truth(false)));
    if (!lab.enabled() && !lab.state().equals(Lab.State.NONE)) {
      throw node.wrong("slows phases down, which wants lab.enabled: true");
    }
    return lab;
  }

  private static Map<String, Preparing.Rule> rules(SettingsNode node, Preparing base) {
    node.only("history", "embedding", "search", "reranking");
    Map<String, Preparing.Rule> rules = new LinkedHashMap<>();
    node.children()
        .forEach((phase, rule) -> {
          rule.only("budget", "late");
          Preparing.Rule usual = base.rule(phase);
          rules.put(
              phase,
              new Preparing.Rule(
                  rule.at("budget").time(usual.budget()),
                  whenLate(rule.at("late"), usual.whenLate())));
        });
    return rules;
  }

  private static WhenLate whenLate(SettingsNode node, WhenLate usual) {
    return switch (node.text(usual.name().toLowerCase(Locale.ROOT))) {
      case "wait" -> WhenLate.WAIT;
      case "skip" -> WhenLate.SKIP;
      case "degrade" -> WhenLate.DEGRADE;
      default -> throw node.wrong("must be wait, skip or degrade");
    };
  }
}
