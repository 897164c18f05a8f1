package dev.firstword.core.turn.running;

import dev.firstword.core.answer.AnswerLengthStatistics;
import dev.firstword.core.answer.SummaryCounters;
import dev.firstword.core.prompt.PromptBuilder;
import dev.firstword.core.protocol.ChatRequest.SummaryPreference;
import dev.firstword.core.routing.ModelCalls;
import dev.firstword.core.routing.RoutingRequest;
import dev.firstword.relay.event.Source;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A prepared prompt and everything needed to generate its answer.
 *
 * @param sources the documents that the answer can cite, in the order of their numbers in the
 *     prompt
 * @param routing the prompt, and what the choice of a model depends on
 * @param models opens the calls for the answer and its summary
 * @param summaryPreference whether the request asks for a summary
 * @param thinkUntil the time from the request at which a thought is closed so that the answer
 *     starts; null for none
 * @param answerSoFar the text that the answer continues; empty for a new answer
 */
public record GenerationRequest(
    List<Source> sources,
    RoutingRequest routing,
    ModelCalls models,
    SummaryPreference summaryPreference,
    @Nullable Duration thinkUntil,
    String answerSoFar,
    AnswerLengthStatistics lengths,
    SummaryCounters summaries) {

  boolean isContinuation() {
    return !answerSoFar.isEmpty();
  }

  /** The estimated tokens of the prompt. */
  long inputTokens() {
    return PromptBuilder.estimateTokens(routing.prompt());
  }
}
