package dev.firstword.app.config;

import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.core.attachment.AttachmentPolicy;
import dev.firstword.core.identity.token.TokenIssuer;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.region.RegionPolicy;
import dev.firstword.core.routing.RoutingRules;
import dev.firstword.operations.audit.AuditLog;
import dev.firstword.operations.slo.Slos;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be configured, with defaults. {@link SettingsReader} reads these settings
 * from the configuration file, which may set any subset of them.
 *
 * @param http protocols and TLS
 * @param data the database directory; used with SQLite
 * @param storage where turns and conversations are stored, and how nodes are connected
 * @param webRoot the directory of the console's static files
 * @param maxRequestBytes the maximum size of a request body in bytes, without images and files
 * @param attachments which images and files a request may have
 * @param compatibleApis how requests of the providers' own APIs are answered
 * @param shutdownTimeout how long running turns may continue after a shutdown request
 * @param jobs job limits and webhook delivery
 * @param providers the model providers; if empty, the server runs the simulator
 * @param tokenIssuers the issuers whose tokens are accepted in addition to API keys
 * @param userTokenSecret signs the tokens that the server issues; null if it issues none
 * @param previousUserTokenSecret has signed tokens that are still accepted; null for none
 * @param allowedHosts the host names, in lower case, that the server accepts in addition to
 *     loopback names while it requires no credentials
 * @param retrieval how documents are searched
 * @param routing how models are chosen, hedged and retried
 * @param slos the service level objectives
 * @param alerts who is notified when an objective is missed
 * @param diagnosisInterval how often the server checks whether a recommendation was applied
 * @param telemetry where measurements are exported, in addition to the server's own endpoints
 * @param log what is logged, and how
 * @param maxAuditBytes how much space the audit log may take
 * @param regions where requests must be answered
 */
public record Settings(
    String host,
    int port,
    HttpSettings http,
    Path data,
    StorageSettings storage,
    Path webRoot,
    int maxRequestBytes,
    AttachmentPolicy attachments,
    CompatibleApiSettings compatibleApis,
    Duration shutdownTimeout,
    JobSettings jobs,
    List<ProviderEndpoint> providers,
    List<CatalogueModelSettings> models,
    List<Profile> profiles,
    List<TokenIssuer> tokenIssuers,
    @Nullable SecretKey userTokenSecret,
    @Nullable SecretKey previousUserTokenSecret,
    Set<String> allowedHosts,
    LimitSettings limits,
    LatencyInjectionSettings latencyInjection,
    RetrievalSettings retrieval,
    RoutingRules routing,
    Slos slos,
    AlertSettings alerts,
    Duration diagnosisInterval,
    TelemetrySettings telemetry,
    LogSettings log,
    int maxAuditBytes,
    RegionPolicy regions) {

  public static final Settings DEFAULTS =
      new Settings(
          "127.0.0.1",
          8080,
          HttpSettings.PLAIN,
          Path.of("data"),
          StorageSettings.DEFAULTS,
          Path.of("web/apps/console/dist"),
          1024 * 1024,
          AttachmentPolicy.DEFAULT,
          CompatibleApiSettings.DEFAULT,
          Duration.ofSeconds(25),
          JobSettings.DEFAULTS,
          List.of(),
          ModelPreset.WORKED_EXAMPLE.models(),
          List.of(Profiles.defaultChat(), Profiles.defaultProposal()),
          List.of(),
          null,
          null,
          Set.of(),
          LimitSettings.UNLIMITED,
          LatencyInjectionSettings.OFF,
          RetrievalSettings.DEFAULTS,
          RoutingRules.DEFAULTS,
          Slos.DEFAULTS,
          AlertSettings.NONE,
          Duration.ofSeconds(30),
          TelemetrySettings.OFF,
          LogSettings.DEFAULTS,
          100_000_000,
          RegionPolicy.NONE);

  public Settings {
    providers = List.copyOf(providers);
    models = List.copyOf(models);
    profiles = List.copyOf(profiles);
    tokenIssuers = List.copyOf(tokenIssuers);
    allowedHosts = Set.copyOf(allowedHosts);
  }

  /** Returns the audit log, which is in the data folder. */
  public AuditLog auditLog() {
    return storage.kind() == StorageSettings.Kind.MEMORY
        ? AuditLog.none()
        : AuditLog.in(data, maxAuditBytes);
  }

  /** Returns a builder that starts from these settings. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  public Settings withAddress(String newHost, int newPort) {
    return toBuilder().host(newHost).port(newPort).build();
  }

  public Settings withData(Path folder) {
    return toBuilder().data(folder).build();
  }

  public Settings withProviders(List<ProviderEndpoint> endpoints) {
    return toBuilder().providers(endpoints).build();
  }

  /** Builds settings that differ from existing ones. */
  public static final class Builder {

    private String host;
    private int port;
    private HttpSettings http;
    private Path data;
    private StorageSettings storage;
    private Path webRoot;
    private int maxRequestBytes;
    private AttachmentPolicy attachments;
    private CompatibleApiSettings compatibleApis;
    private Duration shutdownTimeout;
    private JobSettings jobs;
    private List<ProviderEndpoint> providers;
    private List<CatalogueModelSettings> models;
    private List<Profile> profiles;
    private List<TokenIssuer> tokenIssuers;
    private @Nullable SecretKey userTokenSecret;
    private @Nullable SecretKey previousUserTokenSecret;
    private Set<String> allowedHosts;
    private LimitSettings limits;
    private LatencyInjectionSettings latencyInjection;
    private RetrievalSettings retrieval;
    private RoutingRules routing;
    private Slos slos;
    private AlertSettings alerts;
    private Duration diagnosisInterval;
    private TelemetrySettings telemetry;
    private LogSettings log;
    private int maxAuditBytes;
    private RegionPolicy regions;

    private Builder(Settings from) {
      host = from.host;
      port = from.port;
      http = from.http;
      data = from.data;
      storage = from.storage;
      webRoot = from.webRoot;
      maxRequestBytes = from.maxRequestBytes;
      attachments = from.attachments;
      compatibleApis = from.compatibleApis;
      shutdownTimeout = from.shutdownTimeout;
      jobs = from.jobs;
      providers = from.providers;
      models = from.models;
      profiles = from.profiles;
      tokenIssuers = from.tokenIssuers;
      userTokenSecret = from.userTokenSecret;
      previousUserTokenSecret = from.previousUserTokenSecret;
      allowedHosts = from.allowedHosts;
      limits = from.limits;
      latencyInjection = from.latencyInjection;
      retrieval = from.retrieval;
      routing = from.routing;
      slos = from.slos;
      alerts = from.alerts;
      diagnosisInterval = from.diagnosisInterval;
      telemetry = from.telemetry;
      log = from.log;
      maxAuditBytes = from.maxAuditBytes;
      regions = from.regions;
    }

    public Builder host(String value) {
      host = value;
      return this;
    }

    public Builder port(int value) {
      port = value;
      return this;
    }

    public Builder http(HttpSettings value) {
      http = value;
      return this;
    }

    public Builder data(Path value) {
      data = value;
      return this;
    }

    public Builder storage(StorageSettings value) {
      storage = value;
      return this;
    }

    public Builder webRoot(Path value) {
      webRoot = value;
      return this;
    }

    public Builder maxRequestBytes(int value) {
      maxRequestBytes = value;
      return this;
    }

    public Builder compatibleApis(CompatibleApiSettings value) {
      compatibleApis = value;
      return this;
    }

    public Builder attachments(AttachmentPolicy value) {
      attachments = value;
      return this;
    }

    public Builder shutdownTimeout(Duration value) {
      shutdownTimeout = value;
      return this;
    }

    public Builder jobs(JobSettings value) {
      jobs = value;
      return this;
    }

    public Builder providers(List<ProviderEndpoint> value) {
      providers = value;
      return this;
    }

    public Builder models(List<CatalogueModelSettings> value) {
      models = value;
      return this;
    }

    public Builder profiles(List<Profile> value) {
      profiles = value;
      return this;
    }

    public Builder tokenIssuers(List<TokenIssuer> value) {
      tokenIssuers = value;
      return this;
    }

    public Builder userTokenSecret(@Nullable SecretKey value) {
      userTokenSecret = value;
      return this;
    }

    public Builder previousUserTokenSecret(@Nullable SecretKey value) {
      previousUserTokenSecret = value;
      return this;
    }

    public Builder allowedHosts(Set<String> value) {
      allowedHosts = value;
      return this;
    }

    public Builder limits(LimitSettings value) {
      limits = value;
      return this;
    }

    public Builder latencyInjection(LatencyInjectionSettings value) {
      latencyInjection = value;
      return this;
    }

    public Builder retrieval(RetrievalSettings value) {
      retrieval = value;
      return this;
    }

    public Builder routing(RoutingRules value) {
      routing = value;
      return this;
    }

    public Builder slos(Slos value) {
      slos = value;
      return this;
    }

    public Builder alerts(AlertSettings value) {
      alerts = value;
      return this;
    }

    public Builder diagnosisInterval(Duration value) {
      diagnosisInterval = value;
      return this;
    }

    public Builder telemetry(TelemetrySettings value) {
      telemetry = value;
      return this;
    }

    public Builder log(LogSettings value) {
      log = value;
      return this;
    }

    public Builder maxAuditBytes(int value) {
      maxAuditBytes = value;
      return this;
    }

    public Builder regions(RegionPolicy value) {
      regions = value;
      return this;
    }

    /** Returns the settings with all changes applied. */
    public Settings build() {
      return new Settings(
          host,
          port,
          http,
          data,
          storage,
          webRoot,
          maxRequestBytes,
          attachments,
          compatibleApis,
          shutdownTimeout,
          jobs,
          providers,
          models,
          profiles,
          tokenIssuers,
          userTokenSecret,
          previousUserTokenSecret,
          allowedHosts,
          limits,
          latencyInjection,
          retrieval,
          routing,
          slos,
          alerts,
          diagnosisInterval,
          telemetry,
          log,
          maxAuditBytes,
          regions);
    }
  }
}
