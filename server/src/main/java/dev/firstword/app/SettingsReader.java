package dev.firstword.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.firstword.job.JobLimits;
import dev.firstword.job.webhook.Webhooks;
import dev.firstword.monitor.alert.AlertReceiver;
import dev.firstword.preparation.Lab;
import dev.firstword.storage.PostgresqlStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link Settings} from the configuration file and the environment. A key that is not known
 * is an error: a misspelt limit must not silently be the default one.
 */
final class SettingsReader {

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
        "retrieval",
        "routing",
        "levels",
        "alerts",
        "telemetry");
    Settings defaults = Settings.DEFAULTS;
    ModelSettingsReader models = new ModelSettingsReader(environment);
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
        .providers(models.providers(root.at("providers")))
        .models(ModelSettingsReader.models(root.at("models"), defaults.models()))
        .profiles(ProfileSettingsReader.profiles(root.at("profiles")))
        .tokenIssuers(access.tokenIssuers(root.at("auth")))
        .hosts(AccessSettingsReader.hosts(root.at("hosts")))
        .limits(AccessSettingsReader.limits(root.at("limits")))
        .lab(lab(root.at("lab")))
        .retrieval(new RetrievalSettingsReader(environment).read(root.at("retrieval")))
        .routing(RoutingSettingsReader.read(root.at("routing")))
        .levels(LevelSettingsReader.read(root.at("levels")))
        .alerts(alerts(root.at("alerts")))
        .telemetry(new TelemetrySettingsReader(environment).read(root.at("telemetry")))
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
        node.secret("password", environment),
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
    return new Webhooks.Sending(webhookSecret(node), node.at("allow_private").truth(false));
  }

  private AlertSettings alerts(SettingsNode node) {
    SettingsNode webhook = node.only("webhook").at("webhook").only("url", "secret", "secret_env");
    return webhook.isPresent()
        ? new AlertSettings(
            new AlertReceiver(webhook.at("url").httpAddress(), webhookSecret(webhook)))
        : AlertSettings.NONE;
  }

  private @Nullable String webhookSecret(SettingsNode node) {
    String secret = node.secret("secret", environment);
    if (secret != null && !isWebhookSecret(secret)) {
      throw node.at("secret")
          .wrong(
              "must be whsec_ and 24 to 64 random bytes in base 64, such as the output of"
                  + " echo whsec_$(openssl rand -base64 32)");
    }
    return secret;
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
}
