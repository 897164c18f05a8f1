package dev.firstword.app.config;

import dev.firstword.adapters.dialect.ServedModel;
import dev.firstword.core.provider.ModelOption;
import dev.firstword.core.provider.ThinkingControl;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model of the catalogue.
 *
 * @param provider the name of its provider; empty for the first one
 * @param relativeCost its price relative to the cheapest model
 * @param ttftP50 the initial estimate of the median time to first token
 * @param ttftP99 the initial estimate of the 99th percentile of the time to first token
 * @param tokensPerSecond the initial estimate of its speed after the first token
 * @param price the price of its tokens
 * @param minCacheableTokens the shortest prefix that its provider caches; null for the known value
 *     of a model of that name
 * @param thinkingControl how thinking is requested; null for what is known of a model of that name
 * @param unsupported options that it does not take whatever is known of it
 * @param knownAs the name under which the table of known models has it; null for its own
 * @param region where it answers; null if that is not known
 * @param served how its provider serves it
 */
public record CatalogueModelSettings(
    String name,
    String provider,
    double relativeCost,
    Duration ttftP50,
    Duration ttftP99,
    double tokensPerSecond,
    Price price,
    @Nullable Integer minCacheableTokens,
    @Nullable ThinkingControl thinkingControl,
    Set<ModelOption> unsupported,
    @Nullable String knownAs,
    @Nullable String region,
    ServedModel served) {

  public CatalogueModelSettings {
    unsupported = Set.copyOf(unsupported);
  }

  /** Creates a model of which it is not known where it answers, as its provider usually does. */
  public CatalogueModelSettings(
      String name,
      String provider,
      double relativeCost,
      Duration ttftP50,
      Duration ttftP99,
      double tokensPerSecond,
      Price price,
      @Nullable Integer minCacheableTokens,
      @Nullable ThinkingControl thinkingControl,
      Set<ModelOption> unsupported,
      @Nullable String knownAs) {
    this(
        name,
        provider,
        relativeCost,
        ttftP50,
        ttftP99,
        tokensPerSecond,
        price,
        minCacheableTokens,
        thinkingControl,
        unsupported,
        knownAs,
        null,
        ServedModel.named(name));
  }

  /** Returns a copy that answers in a region. */
  public CatalogueModelSettings withRegion(@Nullable String other) {
    return new CatalogueModelSettings(
        name,
        provider,
        relativeCost,
        ttftP50,
        ttftP99,
        tokensPerSecond,
        price,
        minCacheableTokens,
        thinkingControl,
        unsupported,
        knownAs,
        other,
        served);
  }

  /** Returns a copy that its provider serves like this. */
  public CatalogueModelSettings withServed(ServedModel other) {
    return new CatalogueModelSettings(
        name,
        provider,
        relativeCost,
        ttftP50,
        ttftP99,
        tokensPerSecond,
        price,
        minCacheableTokens,
        thinkingControl,
        unsupported,
        knownAs,
        region,
        other);
  }

  /** Creates a model priced by its relative cost. */
  public CatalogueModelSettings(
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
        null,
        null,
        Set.of(),
        null);
  }

  /** Returns the name under which the table of known models may have it. */
  public String lookupName() {
    return knownAs == null ? served.id() : knownAs;
  }

  /** The price of a million tokens, in any currency. */
  public record Price(double input, double output) {

    /**
     * Returns the price of a model with that relative cost. The cheapest model costs 1 for input
     * and 5 for output.
     */
    public static Price of(double relativeCost) {
      return new Price(relativeCost, 5 * relativeCost);
    }
  }
}
