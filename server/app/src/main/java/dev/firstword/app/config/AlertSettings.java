package dev.firstword.app.config;

import dev.firstword.operations.alert.AlertEvaluator;
import dev.firstword.operations.alert.AlertReceiver;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When service level objectives are evaluated, and who is notified of missed ones in addition to
 * the log and the console.
 *
 * @param webhook the receiver; null for none
 * @param evaluationInterval between two evaluations
 */
public record AlertSettings(@Nullable AlertReceiver webhook, Duration evaluationInterval) {

  public static final AlertSettings NONE = new AlertSettings(null);

  /** Evaluates at the default interval. */
  public AlertSettings(@Nullable AlertReceiver webhook) {
    this(webhook, AlertEvaluator.DEFAULT_INTERVAL);
  }
}
