package dev.firstword.operations.alert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.operations.slo.Slo;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;

/** Writes alerts and SLOs as the protocol's JSON. */
public final class AlertJson {

  private AlertJson() {}

  /** Writes an SLO into an object. */
  public static void describe(ObjectNode node, Slo slo) {
    node.put("name", slo.name());
    node.put("scope", slo.scope().wireName());
    node.put("measure", slo.measure());
    node.put("share", slo.target());
    node.put("limit", slo.limit());
  }

  /** Writes an alert into an object. */
  public static void describe(ObjectNode node, Alert alert) {
    describe(node, alert.slo());
    node.put("level", alert.slo().name());
    node.put("severity", alert.severity().wireName());
    node.put("state", alert.isFiring() ? "firing" : "ended");
    node.put("since", Instant.ofEpochMilli(alert.sinceMs()).toString());
    if (alert.endedAtMs() != null) {
      node.put("ended_at", Instant.ofEpochMilli(alert.endedAtMs()).toString());
    }
    node.put("turns", alert.turns());
    ObjectNode burn = node.putObject("burn");
    burn.put("long", alert.burn().longWindow());
    burn.put("long_rate", rounded(alert.burn().longRate()));
    burn.put("short", alert.burn().shortWindow());
    burn.put("short_rate", rounded(alert.burn().shortRate()));
    burn.put("threshold", alert.burn().threshold());
  }

  private static BigDecimal rounded(double value) {
    return BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP);
  }
}
