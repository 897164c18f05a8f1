package dev.firstword.relay.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Makes every {@code await()} of a test run poll each 5 ms. With Awaitility's default of 100 ms,
 * most of a wait would be spent after the condition has become true.
 */
public final class ShortPollInterval implements LauncherSessionListener {

  private static final Duration POLL_INTERVAL = Duration.ofMillis(5);

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    Awaitility.setDefaultPollInterval(POLL_INTERVAL);
    Awaitility.setDefaultPollDelay(Duration.ZERO);
  }
}
