package dev.firstword.adapters.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.FinishReasons.Meaning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FinishReasonsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stop",
        "STOP",
        "end_turn",
        "END_TURN",
        "endTurn",
        "stop_sequence",
        "eos",
        "eos_token",
        "EOS_TOKEN",
        "eosFound",
        "stopStringFound",
        "COMPLETE",
        "completed",
        "FINISH",
        "normal",
        "STOP_CRITERIA_MET",
        "FinishReason.STOP",
        "FINISH_REASON_STOP",
        "<|im_end|>",
        " stop ",
        "done",
        "end_of_text",
        "end_of_message",
        "end_id",
        "</s>",
        "<|endoftext|>",
        "<|eot_id|>",
        "stop_token_id",
        "REASON_STOP",
        "StopReason.END_TURN",
        "succeeded",
        "turn_complete"
      })
  void readsTheEndOfACompleteAnswer(String word) {
    assertThat(FinishReasons.of(word)).isEqualTo(Meaning.STOP);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "length",
        "LENGTH",
        "max_tokens",
        "MAX_TOKENS",
        "maxTokens",
        "max-tokens",
        "max_output_tokens",
        "max_completion_tokens",
        "max_new_tokens",
        "model_length",
        "model_context_window_exceeded",
        "contextLengthReached",
        "maxPredictedTokensReached",
        "token_limit",
        "incomplete",
        "FINISH_REASON_MAX_TOKENS",
        "REASON_MAX_LEN",
        "out_of_tokens",
        "max_length_exceeded",
        "max_tokens_reached",
        "max_context",
        "num_predict",
        "output_token_limit"
      })
  void readsTheEndOfATruncatedAnswer(String word) {
    assertThat(FinishReasons.of(word)).isEqualTo(Meaning.LENGTH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tool_use",
        "tool_calls",
        "tool_call",
        "tool-calls",
        "TOOL_CALL",
        "toolCalls",
        "function_call",
        "FUNCTION_CALL"
      })
  void readsToolCalls(String word) {
    assertThat(FinishReasons.of(word)).isEqualTo(Meaning.TOOL_CALLS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "content_filter",
        "content-filter",
        "CONTENT_FILTERED",
        "SAFETY",
        "RECITATION",
        "refusal",
        "BLOCKLIST",
        "PROHIBITED_CONTENT",
        "SPII",
        "sensitive",
        "guardrail_intervened",
        "ERROR_TOXIC",
        "IMAGE_SAFETY",
        "LANGUAGE",
        "unsafe",
        "prompt_blocked",
        "declined",
        "responsible_ai_policy_violation"
      })
  void readsARefusal(String word) {
    assertThat(FinishReasons.of(word)).isEqualTo(Meaning.REFUSAL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abort",
        "aborted",
        "error",
        "ERROR",
        "ERROR_LIMIT",
        "failed",
        "cancelled",
        "canceled",
        "USER_CANCEL",
        "userStopped",
        "timeout",
        "TIMEOUT",
        "time_limit",
        "network_error",
        "insufficient_system_resource",
        "MALFORMED_FUNCTION_CALL",
        "UNEXPECTED_TOOL_CALL",
        "malformed_model_output",
        "modelUnloaded",
        "OTHER",
        "unknown",
        "interrupted",
        "user_abort",
        "server_shutdown",
        "REASON_TIME_LIMIT"
      })
  void readsAFailure(String word) {
    assertThat(FinishReasons.of(word)).isEqualTo(Meaning.FAILED);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "None",
        "FINISH_REASON_UNSPECIFIED",
        "not_finished",
        "in_progress"
      })
  void readsThatAnAnswerGoesOn(String word) {
    assertThat(FinishReasons.of(word)).isEqualTo(Meaning.ABSENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"new", "stopp", "stop_error", "1", "lengthy", "stop stop"})
  void doesNotGuess(String word) {
    assertThat(FinishReasons.of(word)).isEqualTo(Meaning.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pause_turn", "PAUSE_TURN", "pauseTurn", "pause"})
  void readsAnAnswerThatGoesOnIfItIsSentBack(String word) {
    assertThat(FinishReasons.of(word)).isEqualTo(Meaning.PAUSE);
  }

  @Test
  void doesNotNormalizeLongText() {
    assertThat(FinishReasons.of("stop" + " ".repeat(100))).isEqualTo(Meaning.UNKNOWN);
  }

  @Test
  void namesOnlyWordsOfTheTable() {
    assertThat(FinishReasons.name("USER_CANCEL")).isEqualTo("usercancel");
    assertThat(FinishReasons.name("canary-in-the-providers-text")).isEmpty();
    assertThat(FinishReasons.name(null)).isEmpty();
  }
}
