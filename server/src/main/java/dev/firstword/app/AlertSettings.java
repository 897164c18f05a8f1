package dev.firstword.app;

import dev.firstword.monitor.alert.AlertReceiver;
import org.jspecify.annotations.Nullable;

/**
 * Who is told that a service level is broken, beside the log and the console.
 *
 * @param webhook absent: nobody
 */
public record AlertSettings(@Nullable AlertReceiver webhook) {

  public static final AlertSettings NONE = new AlertSettings(null);
}
