package dev.firstword.core.routing;

import dev.firstword.relay.event.SilenceKind;
import dev.firstword.relay.event.TurnEvent.Typical;
import org.jspecify.annotations.Nullable;

/**
 * Why a model call writes nothing at the moment.
 *
 * @param stage how unusual this is, from 0: ordinary
 * @param sinceNanos when this silence began
 * @param nextChangeNanos when the stage or the kind changes if nothing arrives; {@link
 *     Long#MAX_VALUE} if never
 * @param typical how long such a silence usually lasts; null until enough was measured
 */
public record Silence(
    SilenceKind kind, int stage, long sinceNanos, long nextChangeNanos, @Nullable Typical typical) {

  /** The stage from which it is longer than half of its kind. */
  public static final int OVER_MEDIAN = 1;

  /** The stage from which it is longer than four of five of its kind. */
  public static final int LONG = 2;

  /** The stage from which it is longer than 19 of 20 of its kind. */
  public static final int UNUSUAL = 3;

  /** Returns a silence about which nothing is known. */
  static Silence ordinary(SilenceKind kind, long sinceNanos, @Nullable Typical typical) {
    return new Silence(kind, 0, sinceNanos, Long.MAX_VALUE, typical);
  }
}
