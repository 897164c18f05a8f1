package dev.firstword.app.config;

import static dev.firstword.app.config.SettingDefault.described;
import static dev.firstword.app.config.SettingDefault.none;
import static dev.firstword.app.config.SettingDefault.value;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.core.identity.token.TokenIssuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link Settings} from the configuration file and the environment. Unknown keys are
 * rejected.
 */
public final class SettingsReader {

  static final SettingsSection SECTION = new SettingsSection("Server", "");

  private static final Settings DEFAULTS = Settings.DEFAULTS;

  private static final Setting<String> HOST =
      SECTION.declare(
          "host",
          SettingType.TEXT,
          value(DEFAULTS.host()),
          "Address to listen on; the default accepts connections from this machine only.");
  private static final Setting<Integer> PORT =
      SECTION.declare(
          "port",
          SettingType.integer(0, 65_535),
          value(DEFAULTS.port()),
          "Port to listen on; `0` picks a free one.");
  private static final Setting<List<String>> ALLOWED_HOSTS =
      SECTION.declare(
          "allowed_hosts",
          SettingType.list(AccessSettingsReader.HOST_NAME),
          none(),
          "Host names, besides loopback names, that a server without keys accepts.");
  private static final Setting<Integer> MAX_REQUEST_BYTES =
      SECTION.declare(
          "max_request_bytes",
          SettingType.integer(1024, 64 * 1024 * 1024),
          value(DEFAULTS.maxRequestBytes()),
          "Maximum size of a chat request in bytes, without its images and files.");
  private static final Setting<Duration> SHUTDOWN_TIMEOUT =
      SECTION.declare(
          "shutdown_timeout",
          SettingType.DURATION,
          value(DEFAULTS.shutdownTimeout()),
          "How long running turns may continue after a shutdown signal.");
  private static final Setting<String> WEB_ROOT =
      SECTION.declare(
          "web_root",
          SettingType.NAME,
          described("the console"),
          "Directory of the web files to serve.");

  private final Map<String, String> environment;

  public SettingsReader(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * Reads the settings.
   *
   * @param file the configuration file; null for defaults and environment only
   * @throws SettingsException if the settings are invalid
   */
  public Settings read(@Nullable Path file) {
    SettingsNode root = new SettingsNode("", file == null ? emptyTree() : parse(file));
    UnknownKeyCheck.check(root, SettingsCatalog.settings());
    ModelSettingsReader models = new ModelSettingsReader(environment);
    List<ProviderEndpoint> providers = models.providers(root);
    List<String> allowedHosts = ALLOWED_HOSTS.read(root, List.of());
    List<TokenIssuer> issuers =
        new AccessSettingsReader(environment, baseFolder(file)).tokenIssuers(root);
    return DEFAULTS.toBuilder()
        .host(HOST.read(root))
        .port(PORT.read(root))
        .http(HttpSettingsReader.read(root, baseFolder(file)))
        .data(StorageSettingsReader.data(root))
        .storage(new StorageSettingsReader(environment).read(root))
        .webRoot(webRoot(root))
        .maxRequestBytes(MAX_REQUEST_BYTES.read(root))
        .attachments(AttachmentSettingsReader.read(root))
        .compatibleApis(CompatibleApiSettingsReader.read(root))
        .shutdownTimeout(SHUTDOWN_TIMEOUT.read(root))
        .jobs(new JobSettingsReader(environment).read(root))
        .providers(providers)
        .models(ModelSettingsReader.models(root, !providers.isEmpty()))
        .profiles(ProfileSettingsReader.profiles(root))
        .tokenIssuers(issuers)
        .userTokenSecret(AccessSettingsReader.userTokenSecret(root, environment, issuers))
        .allowedHosts(Set.copyOf(allowedHosts))
        .limits(AccessSettingsReader.limits(root))
        .latencyInjection(LatencyInjectionSettingsReader.read(root))
        .retrieval(new RetrievalSettingsReader(environment).read(root))
        .routing(RoutingSettingsReader.read(root))
        .slos(SloSettingsReader.read(root))
        .alerts(new AlertSettingsReader(environment).read(root))
        .diagnosisInterval(DiagnosisSettingsReader.interval(root))
        .telemetry(new TelemetrySettingsReader(environment).read(root))
        .build();
  }

  /** Returns the directory against which relative paths in the configuration are resolved. */
  private static Path baseFolder(@Nullable Path file) {
    Path folder = file == null ? null : file.getParent();
    return folder == null ? Path.of("") : folder;
  }

  /**
   * The launcher sets {@code FIRSTWORD_WEB_ROOT}; a server started by hand serves files below the
   * working directory.
   */
  private Path webRoot(SettingsNode root) {
    String configured = WEB_ROOT.readOrNull(root);
    return configured == null
        ? Path.of(environment.getOrDefault("FIRSTWORD_WEB_ROOT", DEFAULTS.webRoot().toString()))
        : Path.of(configured);
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
              + firstLine(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new SettingsException("can't read the configuration " + file + ": " + e.getMessage());
    }
  }

  /** The lines below repeat a part of the file, which may have secrets. */
  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }
}
