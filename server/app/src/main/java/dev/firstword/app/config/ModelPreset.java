package dev.firstword.app.config;

import dev.firstword.app.config.CatalogueModelSettings.Price;
import dev.firstword.core.model.KnownModel;
import dev.firstword.core.model.KnownModels;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The catalogue of a server whose settings have no models. */
public enum ModelPreset {
  /**
   * The models of November 2026. The assumed latencies are those of public measurements: Haiku 4.5
   * and Sonnet 4.6 by Artificial Analysis in June 2026, Opus 5 by Epoch Research in August. Nothing
   * has been published for their successors yet.
   */
  CURRENT(
      List.of(
          priced("claude-haiku-5-5", 541, 4_117, 150),
          priced("claude-sonnet-5-5", 941, 4_787, 104),
          priced("claude-opus-5-5", 1_300, 10_000, 50))),
  /** Three models with the round figures of the worked example. */
  WORKED_EXAMPLE(
      List.of(
          example("claude-haiku-4-5-20251001", 1, 300, 800, 150),
          example("claude-sonnet-4-6", 5, 700, 2_000, 75),
          example("claude-opus-4-6", 15, 1_500, 4_000, 50)));

  /** Dollars per million input tokens. */
  private static final double CHEAPEST_INPUT_PRICE = 0.1;

  @SuppressWarnings("ImmutableEnumChecker") // an immutable list of records
  private final List<CatalogueModelSettings> models;

  ModelPreset(List<CatalogueModelSettings> models) {
    this.models = models;
  }

  /** Returns the models. */
  public List<CatalogueModelSettings> models() {
    return models;
  }

  private static CatalogueModelSettings example(
      String name, double cost, int ttftP50Ms, int ttftP99Ms, double tokensPerSecond) {
    return new CatalogueModelSettings(
        name,
        "",
        cost,
        Duration.ofMillis(ttftP50Ms),
        Duration.ofMillis(ttftP99Ms),
        tokensPerSecond);
  }

  /** Takes the prices from the table of known models. */
  private static CatalogueModelSettings priced(
      String name, int ttftP50Ms, int ttftP99Ms, double tokensPerSecond) {
    KnownModel known = KnownModels.find(name).orElseThrow();
    return new CatalogueModelSettings(
        name,
        "",
        known.inputPrice() / CHEAPEST_INPUT_PRICE,
        Duration.ofMillis(ttftP50Ms),
        Duration.ofMillis(ttftP99Ms),
        tokensPerSecond,
        new Price(known.inputPrice(), known.outputPrice()),
        null,
        null,
        Set.of(),
        null);
  }
}
