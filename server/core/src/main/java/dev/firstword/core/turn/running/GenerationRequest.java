package dev.firstword.core.turn.running;

import dev.firstword.core.answer.AnswerLengthStatistics;
import dev.firstword.core.answer.SummaryCounters;
import dev.firstword.core.protocol.ChatRequest.SummaryPreference;
import dev.firstword.core.routing.RoutedCall;
import dev.firstword.core.routing.RoutedCallListener;
import dev.firstword.relay.event.TurnEvent.Source;
import java.util.List;
import java.util.function.Function;

/**
 * A prepared prompt and everything needed to generate its answer.
 *
 * @param sources the documents that the answer can cite, in the order of their numbers in the
 *     prompt
 * @param answerCall opens the call for the answer
 * @param summaryCall opens the call for a quick summary
 * @param summaryPreference whether the request asks for a summary
 * @param inputTokens the estimated tokens of the prompt
 * @param answerSoFar the text that the answer continues; empty for a new answer
 */
public record GenerationRequest(
    List<Source> sources,
    Function<RoutedCallListener, RoutedCall> answerCall,
    Function<RoutedCallListener, RoutedCall> summaryCall,
    SummaryPreference summaryPreference,
    long inputTokens,
    String answerSoFar,
    AnswerLengthStatistics lengths,
    SummaryCounters summaries) {

  boolean isContinuation() {
    return !answerSoFar.isEmpty();
  }
}
