package dev.firstword.app;

import dev.firstword.identity.token.TokenIssuer;
import dev.firstword.monitor.level.ServiceLevels;
import dev.firstword.profile.Profile;
import dev.firstword.profile.Profiles;
import dev.firstword.provider.ProviderEndpoint;
import dev.firstword.routing.RoutingRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be configured, with its defaults. The configuration file may say any part of
 * it; {@link SettingsReader} reads it.
 *
 * @param data the folder of the database, where that is SQLite
 * @param storage where turns and conversations are kept, and what connects nodes
 * @param page the folder of the console's files
 * @param longestBody of a chat request, in bytes
 * @param drain how long running turns may go on after the order to stop
 * @param jobs how many, and how they are told of
 * @param providers where models are; empty: the simulator beside the server
 * @param tokenIssuers whose tokens are taken beside API keys
 * @param hosts the names, beside the loopback ones, that the server answers to while it asks nobody
 *     for a key; in lower case
 * @param retrieval how documents are searched
 * @param routing how far to go for a first word
 * @param levels what is promised to those who wait
 * @param alerts who is told that this is broken
 * @param telemetry where what is measured goes beside this server's own pages
 */
public record Settings(
    String host,
    int port,
    Path data,
    StorageSettings storage,
    Path page,
    int longestBody,
    Duration drain,
    JobSettings jobs,
    List<ProviderEndpoint> providers,
    List<ModelSettings> models,
    List<Profile> profiles,
    List<TokenIssuer> tokenIssuers,
    Set<String> hosts,
    LimitSettings limits,
    LabSettings lab,
    RetrievalSettings retrieval,
    RoutingRules routing,
    ServiceLevels levels,
    AlertSettings alerts,
    TelemetrySettings telemetry) {

  public static final Settings DEFAULTS =
      new Settings(
          "127.0.0.1",
          8080,
          Path.of("data"),
          StorageSettings.DEFAULTS,
          Path.of("web/apps/console/dist"),
          1024 * 1024,
          Duration.ofSeconds(10),
          JobSettings.DEFAULTS,
          List.of(),
          List.of(
              new ModelSettings(
                  "claude-haiku-4-5-20251001",
                  "",
                  1,
                  Duration.ofMillis(300),
                  Duration.ofMillis(800),
                  150),
              new ModelSettings(
                  "claude-sonnet-4-6", "", 5, Duration.ofMillis(700), Duration.ofMillis(2000), 75),
              new ModelSettings(
                  "claude-opus-4-6", "", 15, Duration.ofMillis(1500), Duration.ofMillis(4000), 50)),
          List.of(Profiles.standardChat(), Profiles.standardProposal()),
          List.of(),
          Set.of(),
          LimitSettings.UNLIMITED,
          LabSettings.OFF,
          RetrievalSettings.DEFAULTS,
          RoutingRules.DEFAULTS,
          ServiceLevels.DEFAULTS,
          AlertSettings.NONE,
          TelemetrySettings.OFF);

  public Settings {
    providers = List.copyOf(providers);
    models = List.copyOf(models);
    profiles = List.copyOf(profiles);
    tokenIssuers = List.copyOf(tokenIssuers);
    hosts = Set.copyOf(hosts);
  }

  /**
   * A model of the catalogue.
   *
   * @param provider the name of the provider that has it; empty: the first one
   * @param relativeCost price against the cheapest one
   * @param ttftP50 median time to first token to start from
   * @param ttftP99 the same at the 99th percentile
   * @param tokensPerSecond after that, likewise
   * @param price of its tokens
   * @param cacheMinimumTokens the shortest prefix that its provider keeps; absent: as is known for
   *     a model of that name
   */
  public record ModelSettings(
      String name,
      String provider,
      double relativeCost,
      Duration ttftP50,
      Duration ttftP99,
      double tokensPerSecond,
      Price price,
      @Nullable Integer cacheMinimumTokens) {

    /** Priced by its relative cost. */
    public ModelSettings(
        String name,
        String provider,
        double relativeCost,
        Duration ttftP50,
        Duration ttftP99,
        double tokensPerSecond) {
      this(
          name,
          provider,
          relativeCost,
          ttftP50,
          ttftP99,
          tokensPerSecond,
          Price.of(relativeCost),
          null);
    }
  }

  /** What a million tokens cost, in any one currency. */
  public record Price(double input, double output) {

    /** Of a model that costs so many times what the cheapest does; that one costs 1 and 5. */
    static Price of(double relativeCost) {
      return new Price(relativeCost, 5 * relativeCost);
    }
  }

  /** These settings, to be changed in parts. */
  public Change change() {
    return new Change(this);
  }

  Settings withAddress(String newHost, int newPort) {
    return change().host(newHost).port(newPort).done();
  }

  Settings withData(Path folder) {
    return change().data(folder).done();
  }

  Settings withProviders(List<ProviderEndpoint> endpoints) {
    return change().providers(endpoints).done();
  }

  /** Settings in the making: those they began with, but for what was said since. */
  public static final class Change {

    private String host;
    private int port;
    private Path data;
    private StorageSettings storage;
    private Path page;
    private int longestBody;
    private Duration drain;
    private JobSettings jobs;
    private List<ProviderEndpoint> providers;
    private List<ModelSettings> models;
    private List<Profile> profiles;
    private List<TokenIssuer> tokenIssuers;
    private Set<String> hosts;
    private LimitSettings limits;
    private LabSettings lab;
    private RetrievalSettings retrieval;
    private RoutingRules routing;
    private ServiceLevels levels;
    private AlertSettings alerts;
    private TelemetrySettings telemetry;

    private Change(Settings from) {
      host = from.host;
      port = from.port;
      data = from.data;
      storage = from.storage;
      page = from.page;
      longestBody = from.longestBody;
      drain = from.drain;
      jobs = from.jobs;
      providers = from.providers;
      models = from.models;
      profiles = from.profiles;
      tokenIssuers = from.tokenIssuers;
      hosts = from.hosts;
      limits = from.limits;
      lab = from.lab;
      retrieval = from.retrieval;
      routing = from.routing;
      levels = from.levels;
      alerts = from.alerts;
      telemetry = from.telemetry;
    }

    public Change host(String value) {
      host = value;
      return this;
    }

    public Change port(int value) {
      port = value;
      return this;
    }

    public Change data(Path value) {
      data = value;
      return this;
    }

    public Change storage(StorageSettings value) {
      storage = value;
      return this;
    }

    public Change page(Path value) {
      page = value;
      return this;
    }

    public Change longestBody(int value) {
      longestBody = value;
      return this;
    }

    public Change drain(Duration value) {
      drain = value;
      return this;
    }

    public Change jobs(JobSettings value) {
      jobs = value;
      return this;
    }

    public Change providers(List<ProviderEndpoint> value) {
      providers = value;
      return this;
    }

    public Change models(List<ModelSettings> value) {
      models = value;
      return this;
    }

    public Change profiles(List<Profile> value) {
      profiles = value;
      return this;
    }

    public Change tokenIssuers(List<TokenIssuer> value) {
      tokenIssuers = value;
      return this;
    }

    public Change hosts(Set<String> value) {
      hosts = value;
      return this;
    }

    public Change limits(LimitSettings value) {
      limits = value;
      return this;
    }

    public Change lab(LabSettings value) {
      lab = value;
      return this;
    }

    public Change retrieval(RetrievalSettings value) {
      retrieval = value;
      return this;
    }

    public Change routing(RoutingRules value) {
      routing = value;
      return this;
    }

    public Change levels(ServiceLevels value) {
      levels = value;
      return this;
    }

    public Change alerts(AlertSettings value) {
      alerts = value;
      return this;
    }

    public Change telemetry(TelemetrySettings value) {
      telemetry = value;
      return this;
    }

    /** The settings as they are now. */
    public Settings done() {
      return new Settings(
          host,
          port,
          data,
          storage,
          page,
          longestBody,
          drain,
          jobs,
          providers,
          models,
          profiles,
          tokenIssuers,
          hosts,
          limits,
          lab,
          retrieval,
          routing,
          levels,
          alerts,
          telemetry);
    }
  }
}
