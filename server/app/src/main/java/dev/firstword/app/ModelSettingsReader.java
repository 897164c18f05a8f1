package dev.firstword.app;

import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.app.Settings.ModelSettings;
import dev.firstword.app.Settings.Price;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the providers and models from the configuration and the environment. */
final class ModelSettingsReader {

  private static final String ANTHROPIC_URL = "https://api.anthropic.com";

  private final Map<String, String> environment;

  ModelSettingsReader(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Returns the configured providers, or else the one for which the environment holds an API key.
   */
  List<ProviderEndpoint> providers(SettingsNode node) {
    List<ProviderEndpoint> providers = node.list(this::provider);
    return providers.isEmpty() ? fromEnvironment() : providers;
  }

  private List<ProviderEndpoint> fromEnvironment() {
    String key = environment.get("ANTHROPIC_API_KEY");
    if (key == null || key.isBlank()) {
      return List.of();
    }
    URI base = URI.create(environment.getOrDefault("ANTHROPIC_BASE_URL", ANTHROPIC_URL));
    return List.of(
        new ProviderEndpoint("anthropic", Dialect.ANTHROPIC, base, key.strip(), Map.of()));
  }

  private ProviderEndpoint provider(SettingsNode node) {
    node.allowKeys("name", "dialect", "base_url", "api_key", "api_key_env", "headers");
    SettingsNode address = node.at("base_url");
    URI base;
    try {
      base = URI.create(address.requiredText());
    } catch (IllegalArgumentException _) {
      throw address.invalid("is not an address");
    }
    if (base.getHost() == null || !List.of("http", "https").contains(base.getScheme())) {
      throw address.invalid("must begin with http:// or https:// and name a host");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    node.at("headers").children().forEach((name, value) -> headers.put(name, value.requiredText()));
    return new ProviderEndpoint(
        node.at("name").requiredText(),
        dialect(node.at("dialect")),
        base,
        node.secret("api_key", environment),
        headers);
  }

  private static Dialect dialect(SettingsNode node) {
    return switch (node.requiredText().toLowerCase(Locale.ROOT)) {
      case "anthropic" -> Dialect.ANTHROPIC;
      case "openai" -> Dialect.OPENAI;
      default -> throw node.invalid("must be anthropic or openai");
    };
  }

  static List<ModelSettings> models(SettingsNode node, List<ModelSettings> defaults) {
    List<ModelSettings> models = node.list(ModelSettingsReader::model);
    return models.isEmpty() ? defaults : models;
  }

  private static ModelSettings model(SettingsNode node) {
    node.allowKeys(
        "name",
        "provider",
        "relative_cost",
        "ttft_ms",
        "tokens_per_second",
        "price",
        "min_cacheable_tokens");
    SettingsNode ttft = node.at("ttft_ms").allowKeys("p50", "p99");
    double relativeCost = node.at("relative_cost").number(1);
    SettingsNode price = node.at("price").allowKeys("input", "output");
    Price defaultPrice = Price.of(relativeCost);
    SettingsNode minimum = node.at("min_cacheable_tokens");
    return new ModelSettings(
        node.at("name").requiredText(),
        node.at("provider").text(""),
        relativeCost,
        Duration.ofMillis(ttft.at("p50").integer(700, 1, 600_000)),
        Duration.ofMillis(ttft.at("p99").integer(2000, 1, 600_000)),
        node.at("tokens_per_second").number(50),
        new Price(
            price.at("input").number(defaultPrice.input()),
            price.at("output").number(defaultPrice.output())),
        minimum.isPresent() ? minimum.integer(1024, 1, 1_000_000) : null);
  }
}
