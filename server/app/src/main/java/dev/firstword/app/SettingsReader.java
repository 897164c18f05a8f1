package dev.firstword.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.firstword.adapters.sql.PostgresqlStorage;
import dev.firstword.core.job.JobLimits;
import dev.firstword.core.job.webhook.WebhookService;
import dev.firstword.core.preparation.LatencyInjector;
import dev.firstword.operations.alert.AlertReceiver;
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
 * Reads {@link Settings} from the configuration file and the environment. An unknown key is an
 * error, so that a misspelled limit does not silently fall back to its default.
 */
final class SettingsReader {

  /** A diagnosis replays up to a day of turns. */
  private static final Duration MIN_DIAGNOSIS_INTERVAL = Duration.ofMillis(100);

  private final Map<String, String> environment;

  SettingsReader(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * Reads the settings.
   *
   * @param file the configuration file; null for defaults and environment only
   * @throws SettingsException if the settings are invalid
   */
  Settings read(@Nullable Path file) {
    SettingsNode root = new SettingsNode("", file == null ? emptyTree() : parse(file));
    root.allowKeys(
        "host",
        "port",
        "data",
        "storage",
        "postgresql",
        "cluster",
        "redis",
        "retention",
        "web_root",
        "max_request_bytes",
        "shutdown_timeout",
        "jobs",
        "webhooks",
        "providers",
        "models",
        "profiles",
        "auth",
        "allowed_hosts",
        "limits",
        "latency_injection",
        "retrieval",
        "routing",
        "slos",
        "alerts",
        "diagnosis",
        "telemetry");
    Settings defaults = Settings.DEFAULTS;
    ModelSettingsReader models = new ModelSettingsReader(environment);
    AccessSettingsReader access = new AccessSettingsReader(environment, baseFolder(file));
    return defaults.toBuilder()
        .host(root.at("host").text(defaults.host()))
        .port(root.at("port").integer(defaults.port(), 0, 65_535))
        .data(Path.of(root.at("data").text(defaults.data().toString())))
        .storage(storage(root))
        .webRoot(webRoot(root.at("web_root")))
        .maxRequestBytes(
            root.at("max_request_bytes")
                .integer(defaults.maxRequestBytes(), 1024, 64 * 1024 * 1024))
        .shutdownTimeout(root.at("shutdown_timeout").duration(defaults.shutdownTimeout()))
        .jobs(new JobSettings(jobs(root.at("jobs")), webhooks(root.at("webhooks"))))
        .providers(models.providers(root.at("providers")))
        .models(ModelSettingsReader.models(root.at("models"), defaults.models()))
        .profiles(ProfileSettingsReader.profiles(root.at("profiles")))
        .tokenIssuers(access.tokenIssuers(root.at("auth")))
        .allowedHosts(AccessSettingsReader.allowedHosts(root.at("allowed_hosts")))
        .limits(AccessSettingsReader.limits(root.at("limits")))
        .latencyInjection(latencyInjection(root.at("latency_injection")))
        .retrieval(new RetrievalSettingsReader(environment).read(root.at("retrieval")))
        .routing(RoutingSettingsReader.read(root.at("routing")))
        .slos(SloSettingsReader.read(root.at("slos")))
        .alerts(alerts(root.at("alerts")))
        .diagnosisInterval(diagnosisInterval(root.at("diagnosis"), defaults.diagnosisInterval()))
        .telemetry(new TelemetrySettingsReader(environment).read(root.at("telemetry")))
        .build();
  }

  /** Returns the directory against which relative paths in the configuration are resolved. */
  private static Path baseFolder(@Nullable Path file) {
    Path folder = file == null ? null : file.getParent();
    return folder == null ? Path.of("") : folder;
  }

  /**
   * The launcher sets {@code FIRSTWORD_HOME}; a server started by hand serves files below the
   * working directory.
   */
  private Path webRoot(SettingsNode node) {
    return node.isPresent()
        ? Path.of(node.requiredText())
        : Path.of(environment.getOrDefault("FIRSTWORD_HOME", ""))
            .resolve(Settings.DEFAULTS.webRoot());
  }

  private StorageSettings storage(SettingsNode root) {
    StorageSettings defaults = StorageSettings.DEFAULTS;
    SettingsNode node = root.at("storage");
    StorageSettings.Kind kind =
        switch (node.text("sqlite")) {
          case "sqlite" -> StorageSettings.Kind.SQLITE;
          case "memory" -> StorageSettings.Kind.MEMORY;
          case "postgresql" -> StorageSettings.Kind.POSTGRESQL;
          default -> throw node.invalid("must be sqlite, memory or postgresql");
        };
    SettingsNode retention = root.at("retention").allowKeys("idempotency_keys", "turn_logs");
    return new StorageSettings(
        kind,
        kind == StorageSettings.Kind.POSTGRESQL ? postgresql(root.at("postgresql")) : null,
        redisUrl(root, kind),
        retention.at("idempotency_keys").duration(defaults.idempotencyKeyRetention()),
        retention.at("turn_logs").duration(defaults.turnLogRetention()));
  }

  private PostgresqlStorage.ConnectionSettings postgresql(SettingsNode node) {
    node.allowKeys("url", "user", "password", "password_env", "pool_size");
    SettingsNode url = node.at("url");
    if (!url.requiredText().startsWith("jdbc:postgresql:")) {
      throw url.invalid("must begin with jdbc:postgresql:");
    }
    return new PostgresqlStorage.ConnectionSettings(
        url.requiredText(),
        node.at("user").text(),
        node.secret("password", environment),
        node.at("pool_size").integer(10, 2, 200));
  }

  private static @Nullable String redisUrl(SettingsNode root, StorageSettings.Kind kind) {
    SettingsNode cluster = root.at("cluster");
    String bus = cluster.text("none");
    if (!List.of("none", "redis").contains(bus)) {
      throw cluster.invalid("must be none or redis");
    }
    if (bus.equals("none")) {
      return null;
    }
    if (kind != StorageSettings.Kind.POSTGRESQL) {
      throw cluster.invalid("needs storage: postgresql, which is what nodes can share");
    }
    SettingsNode url = root.at("redis").allowKeys("url").at("url");
    if (!url.requiredText().matches("rediss?://.+")) {
      throw url.invalid("must begin with redis:// or rediss:// and name a host");
    }
    return url.requiredText();
  }

  private static JobLimits jobs(SettingsNode node) {
    node.allowKeys("max_concurrent", "max_queued", "max_attempts");
    JobLimits defaults = JobLimits.DEFAULTS;
    return new JobLimits(
        node.at("max_concurrent").integer(defaults.maxConcurrent(), 1, 10_000),
        node.at("max_queued").integer(defaults.maxQueued(), 0, 1_000_000),
        node.at("max_attempts").integer(defaults.maxAttempts(), 1, 100));
  }

  private WebhookService.SendingOptions webhooks(SettingsNode node) {
    node.allowKeys("secret", "secret_env", "allow_private_addresses");
    return new WebhookService.SendingOptions(
        webhookSecret(node), node.at("allow_private_addresses").bool(false));
  }

  private AlertSettings alerts(SettingsNode node) {
    SettingsNode webhook =
        node.allowKeys("webhook").at("webhook").allowKeys("url", "secret", "secret_env");
    return webhook.isPresent()
        ? new AlertSettings(new AlertReceiver(webhook.at("url").httpUri(), webhookSecret(webhook)))
        : AlertSettings.NONE;
  }

  private static Duration diagnosisInterval(SettingsNode node, Duration defaultValue) {
    SettingsNode interval = node.allowKeys("interval").at("interval");
    Duration value = interval.duration(defaultValue);
    if (value.compareTo(MIN_DIAGNOSIS_INTERVAL) < 0) {
      throw interval.invalid("must be 100ms or more");
    }
    return value;
  }

  private @Nullable String webhookSecret(SettingsNode node) {
    String secret = node.secret("secret", environment);
    if (secret != null && !isWebhookSecret(secret)) {
      throw node.at("secret")
          .invalid(
              "must be whsec_ and 24 to 64 random bytes in base 64, such as the output of"
                  + " echo whsec_$(openssl rand -base64 32)");
    }
    return secret;
  }

  /** Returns whether a secret has the format of the Standard Webhooks specification. */
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

  private static LatencyInjectionSettings latencyInjection(SettingsNode node) {
    node.allowKeys("enabled", "delay", "sequential");
    Map<String, Duration> minimumDurations = new LinkedHashMap<>();
    node.at("delay")
        .allowKeys(LatencyInjector.PHASES.toArray(String[]::new))
        .children()
        .forEach((phase, time) -> minimumDurations.put(phase, time.duration(Duration.ZERO)));
    LatencyInjectionSettings settings =
        new LatencyInjectionSettings(
            node.at("enabled").bool(false),
            new LatencyInjector.Settings(minimumDurations, node.at("sequential").bool(false)));
    if (!settings.enabled() && !settings.initial().equals(LatencyInjector.Settings.NONE)) {
      throw node.invalid("lengthens phases, which requires latency_injection.enabled: true");
    }
    return settings;
  }
}
