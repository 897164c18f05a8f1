package dev.firstword.operations.record;

import java.util.List;

/** The names of the measures of a turn, as used in the protocol. */
public final class Measure {

  public static final String TTFT = "ttft_ms";
  public static final String TOTAL = "total_ms";
  public static final String MODEL_TTFT = "model_ttft_ms";
  public static final String FIRST_TOKEN = "first_token_ms";
  public static final String THINKING = "thinking_ms";
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

  /** Measures reported by the browser after the turn. */
  public static final List<String> BROWSER_MEASURES =
      List.of(SEEN_ECHO, SEEN_FEEDBACK, SEEN_FIRST_TEXT, SEEN_SILENCE, SEEN_TOTAL);

  /** Measures that an SLO may use. */
  public static final List<String> SLO_MEASURES =
      List.of(TTFT, TOTAL, FIRST_TOKEN, THINKING, SILENCE, SEEN_FIRST_TEXT, SEEN_SILENCE);

  private static final String PHASE = "phase:";

  private Measure() {}

  /** Returns the name of the measure for the duration of a phase. */
  public static String phase(String name) {
    return PHASE + name;
  }

  public static boolean isPhase(String measure) {
    return measure.startsWith(PHASE);
  }

  /** Returns the phase that a measure belongs to. */
  public static String phaseOf(String measure) {
    return measure.substring(PHASE.length());
  }
}
