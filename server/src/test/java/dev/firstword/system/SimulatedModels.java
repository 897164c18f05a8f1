package dev.firstword.system;

import dev.firstword.app.Settings;
import dev.firstword.simulator.ModelSettings;
import dev.firstword.simulator.SimulatorSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The models that the tests' servers know: three ordinary ones, and some to hold on to. */
final class SimulatedModels {

  /** The ordinary ones answer {@link #ORDINARY_TOKENS} tokens in some twenty milliseconds. */
  static final String FAST = "claude-haiku-4-5-20251001";

  static final String MIDDLE = "claude-sonnet-4-6";
  static final String BEST = "claude-opus-4-6";

  /** Says nothing for ten minutes. */
  static final String THINKING = "thinking";

  /** Writes a token every ten milliseconds for as long as a test may take. */
  static final String WRITING = "writing";

  /** Writes for about a second. */
  static final String STEADY = "steady";

  /** Writes ten tokens, far enough apart for each to arrive alone. */
  static final String FALTERING = "faltering";

  /** Writes more than a socket takes in, for as long as a test may take. */
  static final String FLOODING = "flooding";

  /** Answers as briefly as it is asked to, in a word if that is what is wanted. */
  static final String JUDGING = "judging";

  static final int ORDINARY_TOKENS = 12;

  private static final Duration SOON = Duration.ofMillis(10);
  private static final Duration LATER = Duration.ofMillis(100);

  private SimulatedModels() {}

  /** What the simulator has. */
  static SimulatorSettings simulated() {
    ModelSettings ordinary = new ModelSettings(4, 10, 2_000).withOutputTokens(ORDINARY_TOKENS);
    return new SimulatorSettings(
        7,
        new TreeMap<>(
            Map.of(
                FAST,
                ordinary,
                MIDDLE,
                ordinary,
                BEST,
                ordinary,
                JUDGING,
                new ModelSettings(4, 10, 2_000),
                THINKING,
                new ModelSettings(600_000, 600_000, 100),
                WRITING,
                new ModelSettings(4, 10, 100).withOutputTokens(4_000),
                STEADY,
                new ModelSettings(4, 10, 200).withOutputTokens(200),
                FLOODING,
                new ModelSettings(4, 10, 5_000).withOutputTokens(400_000),
                FALTERING,
                new ModelSettings(4, 10, 50).withOutputTokens(10))),
        0,
        0,
        0,
        new TreeMap<>(),
        List.of());
  }

  /** What the server is told of them: the middle one in price is the middle one of them all. */
  static List<Settings.ModelSettings> catalogue() {
    return List.of(
        new Settings.ModelSettings(BEST, "", 15, LATER, LATER, 1_000),
        new Settings.ModelSettings(THINKING, "", 14, LATER, LATER, 1_000),
        new Settings.ModelSettings(WRITING, "", 13, LATER, LATER, 1_000),
        new Settings.ModelSettings(MIDDLE, "", 5, LATER, LATER, 1_000),
        new Settings.ModelSettings(STEADY, "", 3, LATER, LATER, 1_000),
        new Settings.ModelSettings(FALTERING, "", 2, LATER, LATER, 1_000),
        new Settings.ModelSettings(JUDGING, "", 1.5, LATER, LATER, 1_000),
        new Settings.ModelSettings(FLOODING, "", 12, LATER, LATER, 1_000),
        new Settings.ModelSettings(FAST, "", 1, SOON, SOON, 1_000));
  }
}
