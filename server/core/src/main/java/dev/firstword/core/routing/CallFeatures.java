package dev.firstword.core.routing;

import java.util.EnumSet;
import java.util.Set;

/** What a call may use beyond being relayed to one model. */
public record CallFeatures(Set<Feature> enabled) {

  public static final CallFeatures ALL = new CallFeatures(EnumSet.allOf(Feature.class));

  /** All but what costs money while nobody asks anything. */
  public static final CallFeatures DEFAULT = ALL.without(EnumSet.of(Feature.KEEP_WARM));

  public static final CallFeatures NONE = new CallFeatures(Set.of());

  public CallFeatures {
    enabled = Set.copyOf(enabled);
  }

  /** Something that the server adds to a call. */
  public enum Feature {
    /** The server may choose the model. */
    ROUTING,
    /** A second call starts when the first token is late. */
    HEDGE,
    /** Another call follows one that fails before its first token. */
    FALLBACK,
    /** The prompt gets cache breakpoints. */
    CACHE,
    /** The cached prompt is refreshed while nobody uses it. */
    KEEP_WARM
  }

  /** Returns whether a feature may be used. */
  public boolean has(Feature feature) {
    return enabled.contains(feature);
  }

  /** Returns these without some. */
  public CallFeatures without(Set<Feature> others) {
    Set<Feature> left = EnumSet.noneOf(Feature.class);
    left.addAll(enabled);
    left.removeAll(others);
    return new CallFeatures(left);
  }
}
