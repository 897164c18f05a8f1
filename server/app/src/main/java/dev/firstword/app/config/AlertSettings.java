package dev.firstword.app.config;

import dev.firstword.operations.alert.AlertReceiver;
import org.jspecify.annotations.Nullable;

/**
 * Who is notified of missed service level objectives, in addition to the log and the console.
 *
 * @param webhook the receiver; null for none
 */
public record AlertSettings(@Nullable AlertReceiver webhook) {

  public static final AlertSettings NONE = new AlertSettings(null);
}
