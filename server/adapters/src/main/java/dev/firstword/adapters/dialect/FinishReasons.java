package dev.firstword.adapters.dialect;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What finish reasons mean: one table for all dialects, with the words of every provider and engine
 * known to us. Case, separators and the name of an enum before the word do not matter.
 */
public final class FinishReasons {

  /** What a finish reason says about an answer. */
  public enum Meaning {
    /** The answer is complete. */
    STOP,
    /** The answer was truncated. */
    LENGTH,
    /** The answer is paused, and continues if it is sent back. */
    PAUSE,
    /** The model waits for the results of tool calls. */
    TOOL_CALLS,
    /** The model or a filter declined to continue. */
    REFUSAL,
    /** The provider gave up: the answer is not complete. */
    FAILED,
    /** A word that is not in the table, so the answer may not be complete. */
    UNKNOWN,
    /** The answer has not finished. */
    ABSENT
  }

  /** No known word is longer; longer text is not normalized. */
  private static final int MAX_LENGTH = 64;

  private static final List<String> PREFIXES = List.of("finishreason", "stopreason", "reason");

  private static final Map<Meaning, String> WORDS =
      Map.of(
          Meaning.STOP,
          """
          stop stopped end ended end_turn end_of_turn end_of_message end_of_text end_of_sequence
          end_of_sentence end_of_stream end_of_answer end_of_generation end_id end_token eos
          eos_token eos_token_id eos_found eos_reached </s> eot eot_id eot_token eod eog eom eom_id
          im_end turn_complete turn_end turn_ended message_end message_stop stop_id stop_sequence
          stop_sequence_found stop_sequence_matched stop_sequence_reached stop_string
          stop_string_found stop_str stop_token stop_token_id stop_word stop_words stop_criteria
          stop_criteria_met stop_by_eos stopped_eos stopped_word complete completed completion done
          finish finished normal natural ok success successful succeeded final
          """,
          Meaning.LENGTH,
          """
          length length_capped length_cutoff length_exceeded length_finish_reason length_limit
          length_limit_exceeded length_limit_reached length_reached limit limit_reached max_length
          max_length_exceeded max_length_reached exceed_max_length maximum_length max_len max_token
          max_tokens max_tokens_exceeded max_tokens_limit max_tokens_reached maximum_tokens
          max_output max_output_length max_output_token max_output_tokens
          max_output_tokens_exceeded max_output_tokens_reached max_completion_tokens max_new_tokens
          max_generated_tokens max_predicted_tokens_reached max_gen_len num_predict n_predict
          out_of_tokens token_budget token_budget_exceeded token_limit token_limit_exceeded
          token_limit_reached tokens_limit output_limit output_token_limit output_tokens_limit
          model_length max_model_len model_context_window_exceeded context context_full
          context_length context_limit context_length_exceeded context_length_reached
          context_overflow context_size context_window context_window_exceeded max_context
          max_context_length max_context_window_exceeded max_seq_len max_sequence_length
          sequence_length stopped_limit incomplete truncated truncated_final cut_off
          """,
          Meaning.PAUSE,
          "pause pause_turn",
          Meaning.TOOL_CALLS,
          """
          tool tools tool_call tool_calls tool_use function function_call function_calls
          """,
          Meaning.REFUSAL,
          """
          content_filter content_filtered content_filter_error content_blocked filtered filter
          refusal refused decline declined safety safety_filter safety_violation unsafe
          unsafe_content image_safety recitation image_recitation blocked block blocked_content
          blocklist blacklist prompt_blocked prompt_filtered prohibited_content
          image_prohibited_content spii sensitive sensitive_content language moderated moderation
          moderation_blocked content_moderation policy_violation content_policy
          content_policy_violation usage_policy_violation responsible_ai_policy_violation copyright
          guardrail guardrails guardrail_intervened guardrail_blocked model_armor error_toxic toxic
          """,
          Meaning.FAILED,
          """
          abort aborted user_abort error errored error_limit exec_error engine_error model_error
          fail failed failure fatal exception crash crashed cancel canceled cancelled user_cancel
          user_cancelled user_canceled user_stopped stopped_by_user interrupt interrupted
          terminated killed shutdown server_shutdown node_lost disconnect disconnected expired
          evicted preempted rejected timeout timed_out time_limit time_limit_exceeded network_error
          server_error internal_error internal_server_error connection_error
          insufficient_system_resource overloaded rate_limit out_of_memory oom load unload
          model_unloaded malformed_response malformed_model_output malformed_function_call
          malformed_tool_call malformed_tool_use unexpected_tool_call too_many_tool_calls
          missing_thought_signature no_image image_other repetition unknown other
          """,
          Meaning.ABSENT,
          """
          null none nil undefined unspecified not_finished unfinished in_progress generating
          running pending queued streaming processing
          """);

  private static final Map<String, Meaning> MEANINGS = meanings();

  private FinishReasons() {}

  /** Returns the meaning of a provider's word. */
  public static Meaning of(@Nullable String word) {
    if (word == null || word.isBlank()) {
      return Meaning.ABSENT;
    }
    if (word.length() > MAX_LENGTH) {
      return Meaning.UNKNOWN;
    }
    return MEANINGS.getOrDefault(normalize(word), Meaning.UNKNOWN);
  }

  /** Returns a word of the table in a form that may be logged; empty for all other words. */
  static String name(@Nullable String word) {
    return switch (of(word)) {
      case ABSENT, UNKNOWN -> "";
      case STOP, LENGTH, PAUSE, TOOL_CALLS, REFUSAL, FAILED -> word == null ? "" : normalize(word);
    };
  }

  /** Returns the letters and digits in lower case, without the name of an enum before them. */
  static String normalize(String word) {
    StringBuilder letters = new StringBuilder(word.length());
    for (char each : word.toLowerCase(Locale.ROOT).toCharArray()) {
      if (Character.isLetterOrDigit(each)) {
        letters.append(each);
      }
    }
    String normalized = letters.toString();
    for (String prefix : PREFIXES) {
      if (normalized.startsWith(prefix) && normalized.length() > prefix.length()) {
        return normalized.substring(prefix.length());
      }
    }
    return normalized;
  }

  /** Returns the words of a table's row, which white space separates. */
  static List<String> words(String row) {
    return Pattern.compile("\\s+").splitAsStream(row.strip()).toList();
  }

  private static Map<String, Meaning> meanings() {
    Map<String, Meaning> meanings = new HashMap<>();
    WORDS.forEach((meaning, words) -> {
      for (String word : words(words)) {
        if (meanings.put(normalize(word), meaning) != null) {
          throw new IllegalStateException("twice in the table: " + word);
        }
      }
    });
    return Map.copyOf(meanings);
  }
}
