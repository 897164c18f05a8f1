package dev.firstword.api.compatible;

import dev.firstword.core.provider.ModelApi;
import java.util.List;
import java.util.Set;

/**
 * What of a request reaches a provider of the same API unchanged, and what the server sets itself.
 *
 * @param api the API
 * @param headers the headers that are passed on, which name versions and features
 * @param limits the fields that limit the length of an answer
 * @param isStoredByDefault whether the provider keeps an answer unless asked not to
 * @param state the fields that refer to what a provider keeps for all callers of this server, or
 *     that make it keep something
 */
public record PassthroughRules(
    ModelApi api,
    List<String> headers,
    List<String> limits,
    boolean isStoredByDefault,
    Set<String> state) {

  public PassthroughRules {
    headers = List.copyOf(headers);
    limits = List.copyOf(limits);
    state = Set.copyOf(state);
  }

  static final PassthroughRules MESSAGES =
      new PassthroughRules(
          ModelApi.MESSAGES,
          List.of("anthropic-beta", "anthropic-version"),
          List.of("max_tokens"),
          false,
          Set.of());

  static final PassthroughRules CHAT_COMPLETIONS =
      new PassthroughRules(
          ModelApi.CHAT_COMPLETIONS,
          List.of("openai-beta"),
          List.of("max_tokens", "max_completion_tokens"),
          false,
          Set.of());

  static final PassthroughRules RESPONSES =
      new PassthroughRules(
          ModelApi.RESPONSES,
          List.of("openai-beta"),
          List.of("max_output_tokens"),
          true,
          Set.of("background", "conversation", "previous_response_id", "prompt"));
}
