package dev.firstword.monitor;

import java.util.List;

/** What is measured of turns, by the names that the contract has for it. */
public final class Measure {

  public static final String TTFT = "ttft_ms";
  public static final String TOTAL = "total_ms";
  public static final String MODEL_TTFT = "model_ttft_ms";
  public static final String GENERATION = "generation_ms";
  public static final String TOKENS_PER_SECOND = "tokens_per_second";
  public static final String OUTPUT_TOKENS = "output_tokens";
  public static final String INPUT_TOKENS = "input_tokens";
  public static final String SILENCE = "silence_ms";
  public static final String SEEN_ECHO = "seen_echo_ms";
  public static final String SEEN_FEEDBACK = "seen_feedback_ms";
  public static final String SEEN_FIRST_TEXT = "seen_first_text_ms";
  public static final String SEEN_SILENCE = "seen_silence_ms";
  public static final String SEEN_TOTAL = "seen_total_ms";

  /** What a browser tells, which comes after the turn. */
  public static final List<String> SEEN =
      List.of(SEEN_ECHO, SEEN_FEEDBACK, SEEN_FIRST_TEXT, SEEN_SILENCE, SEEN_TOTAL);

  /** What a service level may be about. */
  public static final List<String> LEVELLED =
      List.of(TTFT, TOTAL, SILENCE, SEEN_FIRST_TEXT, SEEN_SILENCE);

  private static final String PHASE = "phase:";

  private Measure() {}

  /** How long a phase takes. */
  public static String phase(String name) {
    return PHASE + name;
  }

  public static boolean isPhase(String measure) {
    return measure.startsWith(PHASE);
  }

  /** The phase whose measure it is. */
  public static String phaseOf(String measure) {
    return measure.substring(PHASE.length());
  }
}
