package dev.firstword.monitor.alert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.monitor.level.ServiceLevel;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;

/** An alert and its level in the contract's JSON, wherever it is told of. */
public final class AlertJson {

  private AlertJson() {}

  /** Puts what a level promises into an object. */
  public static void describe(ObjectNode node, ServiceLevel level) {
    node.put("name", level.name());
    node.put("scope", level.scope().wireName());
    node.put("measure", level.measure());
    node.put("share", level.share());
    node.put("limit", level.limit());
  }

  /** Puts an alert into an object. */
  public static void describe(ObjectNode node, Alert alert) {
    describe(node, alert.level());
    node.put("level", alert.level().name());
    node.put("severity", alert.severity().wireName());
    node.put("state", alert.isFiring() ? "firing" : "ended");
    node.put("since", Instant.ofEpochMilli(alert.sinceMs()).toString());
    if (alert.endedAtMs() != null) {
      node.put("ended_at", Instant.ofEpochMilli(alert.endedAtMs()).toString());
    }
    node.put("turns", alert.turns());
    ObjectNode burn = node.putObject("burn");
    burn.put("long", alert.burn().slow());
    burn.put("long_rate", rounded(alert.burn().slowRate()));
    burn.put("short", alert.burn().quick());
    burn.put("short_rate", rounded(alert.burn().quickRate()));
    burn.put("threshold", alert.burn().threshold());
  }

  private static BigDecimal rounded(double value) {
    return BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP);
  }
}
