package dev.firstword.adapters.dialect;

import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a provider serves a model of the catalogue. Several entries of the catalogue can be one model
 * of a provider, in different tiers.
 *
 * @param id the name by which the provider knows the model
 * @param speed how fast it writes; null for the usual speed
 * @param serviceTier the service tier of its calls; null for what the provider chooses
 */
public record ServedModel(String id, @Nullable Speed speed, @Nullable ServiceTier serviceTier) {

  /** Some models refuse the field {@code speed} without this feature. */
  private static final String FAST_FEATURE = "fast-mode-2026-02-01";

  /** How fast a model writes. */
  public enum Speed {
    FAST;

    private static final Set<Dialect> DIALECTS = EnumSet.of(Dialect.ANTHROPIC);

    /** Returns whether requests of this dialect can ask for it. */
    public boolean isIn(Dialect dialect) {
      return DIALECTS.contains(dialect);
    }
  }

  /** How a provider queues calls, and what it charges for them. */
  public enum ServiceTier {
    AUTO(Dialect.ANTHROPIC, Dialect.OPENAI, Dialect.RESPONSES),
    STANDARD_ONLY(Dialect.ANTHROPIC),
    DEFAULT(Dialect.OPENAI, Dialect.RESPONSES),
    FLEX(Dialect.OPENAI, Dialect.RESPONSES),
    PRIORITY(Dialect.OPENAI, Dialect.RESPONSES);

    @SuppressWarnings("ImmutableEnumChecker") // never changed
    private final Set<Dialect> dialects;

    ServiceTier(Dialect first, Dialect... others) {
      dialects = EnumSet.of(first, others);
    }

    /** Returns whether requests of this dialect can ask for it. */
    public boolean isIn(Dialect dialect) {
      return dialects.contains(dialect);
    }
  }

  /** Returns a model that the provider knows by this name, as it usually serves it. */
  public static ServedModel named(String id) {
    return new ServedModel(id, null, null);
  }

  /** Returns the fields that ask for the tiers: their names, and the JSON text of each. */
  Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    if (speed != null) {
      fields.put("speed", quoted(speed));
    }
    if (serviceTier != null) {
      fields.put("service_tier", quoted(serviceTier));
    }
    return fields;
  }

  /** Returns the headers without which the fields are refused. */
  Map<String, String> headers() {
    return speed == Speed.FAST ? Map.of("anthropic-beta", FAST_FEATURE) : Map.of();
  }

  private static String quoted(Enum<?> tier) {
    return '"' + tier.name().toLowerCase(Locale.ROOT) + '"';
  }
}
