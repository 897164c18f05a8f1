package dev.firstword.app.config;

import static dev.firstword.app.config.SettingDefault.described;
import static dev.firstword.app.config.SettingDefault.none;
import static dev.firstword.app.config.SettingDefault.required;
import static dev.firstword.app.config.SettingDefault.value;

import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.adapters.dialect.ServedModel;
import dev.firstword.adapters.dialect.ServedModel.ServiceTier;
import dev.firstword.adapters.dialect.ServedModel.Speed;
import dev.firstword.app.config.CatalogueModelSettings.Price;
import dev.firstword.core.provider.ModelOption;
import dev.firstword.core.provider.ThinkingControl;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads the providers and models from the configuration and the environment. */
final class ModelSettingsReader {

  static final SettingsSection PROVIDERS = new SettingsSection("Providers", "providers[].");
  static final SettingsSection PRESET = new SettingsSection("Models", "");
  static final SettingsSection MODELS = new SettingsSection("Models", "models[].");

  private static final int MAX_TTFT_MS = 600_000;
  private static final SettingType<Double> NOT_NEGATIVE =
      SettingType.number(0, Double.POSITIVE_INFINITY);

  private static final Setting<String> PROVIDER_NAME =
      PROVIDERS.declare("name", SettingType.NAME, required(), "Name that models refer to.");
  private static final Setting<Dialect> DIALECT =
      PROVIDERS.declare(
          "dialect",
          SettingType.choice(Dialect.class),
          required(),
          "Protocol: `anthropic` (Messages API), `openai` (chat completions) or `responses` (OpenAI"
              + " Responses).");
  private static final Setting<URI> BASE_URL =
      PROVIDERS.declare("base_url", SettingType.HTTP_URL, required(), "Address of the service.");
  private static final SecretSetting API_KEY =
      PROVIDERS.declareSecret(
          "api_key", "API key.", "Environment variable that holds the API key.");
  private static final Setting<Map<String, String>> HEADERS =
      PROVIDERS.declare("headers", SettingType.HEADERS, none(), "Headers to add to each request.");

  private static final Setting<Boolean> BACKGROUND =
      PROVIDERS.declare(
          "background",
          SettingType.BOOLEAN,
          value(false),
          "Only `responses`: the provider continues an answer whose connection is lost, and it"
              + " is resumed there. The provider stores such answers for a while.");

  private static final Setting<String> PROVIDER_REGION =
      PROVIDERS.declare(
          "region",
          SettingType.NAME,
          none(),
          "Where the provider answers, such as `eu`: a name of yours that profiles and tenants may"
              + " require.");

  private static final Setting<Boolean> CACHE_DIAGNOSTICS =
      PROVIDERS.declare(
          "cache_diagnostics",
          SettingType.BOOLEAN,
          value(true),
          "Ask the provider why a prompt is not found in its cache, if its API and the model can"
              + " say so. It keeps a fingerprint of each request for that.");

  private static final Setting<ModelPreset> MODELS_PRESET =
      PRESET.declare(
          "models_preset",
          SettingType.choice(ModelPreset.class),
          described("`current`, or `worked_example` without a provider"),
          "Models of a server without `models`: Anthropic's `current` ones, or those of the"
              + " `worked_example`, which the simulator has too.");

  private static final Setting<String> MODEL_NAME =
      MODELS.declare(
          "name", SettingType.NAME, required(), "Name of the model, here and at its provider.");
  private static final Setting<String> MODEL_PROVIDER =
      MODELS.declare(
          "provider",
          SettingType.TEXT,
          described("the first one"),
          "Name of the provider that serves the model.");
  private static final Setting<String> MODEL_ID =
      MODELS.declare(
          "id",
          SettingType.NAME,
          described("`name`"),
          "Model name as the provider knows it, if it is not `name`.");
  private static final Setting<Speed> SPEED =
      MODELS.declare(
          "speed",
          SettingType.choice(Speed.class),
          none(),
          "Only `anthropic`: `fast` asks for a higher output speed, at a higher price.");
  private static final Setting<ServiceTier> SERVICE_TIER =
      MODELS.declare(
          "service_tier",
          SettingType.choice(ServiceTier.class),
          described("the provider's choice"),
          "Service tier of its calls: `auto`, `default`, `flex` or `priority` (`openai`,"
              + " `responses`); `auto` or `standard_only` (`anthropic`).");
  private static final Setting<String> KNOWN_AS =
      MODELS.declare(
          "known_as",
          SettingType.NAME,
          described("`id`"),
          "Name of the known model that this is, if the provider calls it by another name.");
  private static final Setting<Double> RELATIVE_COST =
      MODELS.declare(
          "relative_cost", NOT_NEGATIVE, value(1.0), "Cost relative to the cheapest model.");
  private static final Setting<Integer> TTFT_P50 =
      MODELS.declare(
          "ttft_ms.p50",
          SettingType.integer(1, MAX_TTFT_MS),
          value(700),
          "Expected median time to first token in milliseconds, until enough calls are measured.");
  private static final Setting<Integer> TTFT_P99 =
      MODELS.declare(
          "ttft_ms.p99",
          SettingType.integer(1, MAX_TTFT_MS),
          value(2000),
          "Expected 99th percentile of time to first token in milliseconds.");
  private static final Setting<Double> TOKENS_PER_SECOND =
      MODELS.declare(
          "tokens_per_second",
          NOT_NEGATIVE,
          value(50.0),
          "Expected generation speed after the first token.");
  private static final Setting<Double> PRICE_INPUT =
      MODELS.declare(
          "price.input",
          NOT_NEGATIVE,
          described("by `relative_cost`; 1 for the cheapest"),
          "Price per million input tokens, in any one currency.");
  private static final Setting<Double> PRICE_OUTPUT =
      MODELS.declare(
          "price.output",
          NOT_NEGATIVE,
          described("by `relative_cost`; 5 for the cheapest"),
          "Price per million output tokens, in the same currency.");
  private static final Setting<Integer> MIN_CACHEABLE_TOKENS =
      MODELS.declare(
          "min_cacheable_tokens",
          SettingType.integer(1, 1_000_000),
          described("known by model name, else 1024"),
          "Shortest prefix that the provider caches; shorter ones get no breakpoint.");

  private static final Setting<ThinkingControl> THINKING =
      MODELS.declare(
          "thinking",
          SettingType.choice(ThinkingControl.class),
          described("known by model name, else `none`"),
          "How thinking is requested: `adaptive` or `budget` (Messages API), `effort` (chat"
              + " completions, Responses); `none` if it cannot be requested.");

  private static final Setting<List<ModelOption>> UNSUPPORTED =
      MODELS.declare(
          "unsupported",
          SettingType.list(SettingType.choice(ModelOption.class)),
          none(),
          "Options that the model does not take, besides those known by model name: `thinking`,"
              + " `effort`, `thinking_display`, `temperature`, `top_p`, `stop`, `response_format`,"
              + " `tools`, `tool_choice` (that a tool must be called), `parallel_tool_calls`.");

  private static final Setting<String> MODEL_REGION =
      MODELS.declare(
          "region",
          SettingType.NAME,
          described("that of its provider"),
          "Where the model answers, if it is not where its provider does.");

  private static final String ANTHROPIC_URL = "https://api.anthropic.com";

  private final Map<String, String> environment;

  ModelSettingsReader(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Returns the configured providers, or else the one for which the environment holds an API key.
   */
  List<ProviderEndpoint> providers(SettingsNode root) {
    List<ProviderEndpoint> providers =
        root.at("providers").items().stream().map(this::provider).toList();
    checkProviders(root);
    checkModels(root);
    return providers.isEmpty() ? fromEnvironment() : providers;
  }

  private List<ProviderEndpoint> fromEnvironment() {
    URI base = URI.create(environment.getOrDefault("ANTHROPIC_BASE_URL", ANTHROPIC_URL));
    return SecretVariable.read("ANTHROPIC_API_KEY", environment)
        .map(key ->
            new ProviderEndpoint("anthropic", Dialect.ANTHROPIC, base, key, Map.of())
                .withKeyFile(SecretVariable.file("ANTHROPIC_API_KEY", environment).orElse(null)))
        .map(List::of)
        .orElse(List.of());
  }

  private ProviderEndpoint provider(SettingsNode node) {
    Dialect dialect = DIALECT.read(node);
    boolean background = BACKGROUND.read(node);
    if (background && dialect != Dialect.RESPONSES) {
      throw node.at("background").invalid("needs the dialect responses");
    }
    return new ProviderEndpoint(
            PROVIDER_NAME.read(node),
            dialect,
            BASE_URL.read(node),
            API_KEY.read(node, environment),
            HEADERS.read(node, Map.of()),
            background,
            CACHE_DIAGNOSTICS.read(node))
        .withKeyFile(API_KEY.file(node, environment));
  }

  /**
   * Checks that each provider has a name of its own and a model that uses it. Otherwise calls would
   * go to another service than the one that is configured.
   *
   * @throws SettingsException naming the first provider or model for which that is not so
   */
  private static void checkProviders(SettingsNode root) {
    List<SettingsNode> providers = root.at("providers").items();
    if (providers.isEmpty()) {
      return;
    }
    List<SettingsNode> models = root.at("models").items();
    Set<String> unused = new LinkedHashSet<>();
    for (SettingsNode provider : providers) {
      if (!unused.add(PROVIDER_NAME.read(provider))) {
        throw provider.at("name").invalid("is the name of another provider too");
      }
    }
    Set<String> names = Set.copyOf(unused);
    SettingsNode first = providers.getFirst();
    if (models.isEmpty() && DIALECT.read(first) != Dialect.ANTHROPIC) {
      throw root.at("models")
          .invalid(
              "is missing: without it, "
                  + PROVIDER_NAME.read(first)
                  + " would be asked for Claude"
                  + " models. Name the models of this provider");
    }
    if (models.isEmpty()) {
      unused.remove(PROVIDER_NAME.read(first));
    }
    for (SettingsNode model : models) {
      String name = MODEL_PROVIDER.read(model, PROVIDER_NAME.read(first));
      if (!names.contains(name)) {
        throw model.at("provider").invalid("names " + name + ", which is not configured");
      }
      unused.remove(name);
    }
    if (!unused.isEmpty()) {
      String name = unused.iterator().next();
      throw root.at("providers")
          .invalid(
              "has "
                  + name
                  + ", which no model uses. Give a model the line 'provider: "
                  + name
                  + "', or remove it");
    }
  }

  /**
   * Checks that each model has a name of its own, since all that is measured belongs to a name, and
   * that its provider has its tiers. The simulator speaks the Messages API.
   *
   * @throws SettingsException naming the first model for which that is not so
   */
  private static void checkModels(SettingsNode root) {
    List<SettingsNode> models = root.at("models").items();
    Set<String> names = new HashSet<>();
    Map<String, Dialect> dialects = new LinkedHashMap<>();
    root.at("providers")
        .items()
        .forEach(provider -> dialects.put(PROVIDER_NAME.read(provider), DIALECT.read(provider)));
    Dialect first = dialects.isEmpty() ? Dialect.ANTHROPIC : dialects.values().iterator().next();
    for (SettingsNode model : models) {
      if (!names.add(MODEL_NAME.read(model))) {
        throw model
            .at("name")
            .invalid("is the name of another model too. Choose a name, and give the provider's id");
      }
      Dialect dialect = dialects.getOrDefault(MODEL_PROVIDER.read(model, ""), first);
      Speed speed = SPEED.readOrNull(model);
      if (speed != null && !speed.isIn(dialect)) {
        throw tierRefusal(model.at("speed"), speed, dialect);
      }
      ServiceTier tier = SERVICE_TIER.readOrNull(model);
      if (tier != null && !tier.isIn(dialect)) {
        throw tierRefusal(model.at("service_tier"), tier, dialect);
      }
    }
  }

  private static SettingsException tierRefusal(SettingsNode node, Enum<?> tier, Dialect dialect) {
    return node.invalid(
        "cannot be "
            + tier.name().toLowerCase(Locale.ROOT)
            + " with the dialect "
            + dialect.name().toLowerCase(Locale.ROOT));
  }

  /** Reads the models, or returns the preset: the simulator has those of the worked example. */
  static List<CatalogueModelSettings> models(SettingsNode root, boolean hasProviders) {
    ModelPreset natural = hasProviders ? ModelPreset.CURRENT : ModelPreset.WORKED_EXAMPLE;
    List<CatalogueModelSettings> defaults = MODELS_PRESET.read(root, natural).models();
    Map<String, String> regions = new HashMap<>();
    List<SettingsNode> providers = root.at("providers").items();
    for (SettingsNode provider : providers) {
      String region = PROVIDER_REGION.readOrNull(provider);
      if (region != null) {
        regions.put(PROVIDER_NAME.read(provider), region);
      }
    }
    String first = providers.isEmpty() ? "" : PROVIDER_NAME.read(providers.getFirst());
    List<CatalogueModelSettings> models =
        root.at("models").items().stream()
            .map(node -> model(node).withRegion(MODEL_REGION.readOrNull(node)))
            .toList();
    return (models.isEmpty() ? defaults : models)
        .stream()
            .map(model ->
                model.region() != null
                    ? model
                    : model.withRegion(
                        regions.get(model.provider().isEmpty() ? first : model.provider())))
            .toList();
  }

  private static CatalogueModelSettings model(SettingsNode node) {
    double relativeCost = RELATIVE_COST.read(node);
    Price defaultPrice = Price.of(relativeCost);
    String name = MODEL_NAME.read(node);
    List<ModelOption> unsupported = UNSUPPORTED.read(node, List.of());
    return new CatalogueModelSettings(
            name,
            MODEL_PROVIDER.read(node, ""),
            relativeCost,
            Duration.ofMillis(TTFT_P50.read(node)),
            Duration.ofMillis(TTFT_P99.read(node)),
            TOKENS_PER_SECOND.read(node),
            new Price(
                PRICE_INPUT.read(node, defaultPrice.input()),
                PRICE_OUTPUT.read(node, defaultPrice.output())),
            MIN_CACHEABLE_TOKENS.readOrNull(node),
            THINKING.readOrNull(node),
            Set.copyOf(unsupported),
            KNOWN_AS.readOrNull(node))
        .withServed(
            new ServedModel(
                MODEL_ID.read(node, name), SPEED.readOrNull(node), SERVICE_TIER.readOrNull(node)));
  }
}
