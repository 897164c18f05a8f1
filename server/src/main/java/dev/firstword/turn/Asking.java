package dev.firstword.turn;

import dev.firstword.answer.AnswerLengths;
import dev.firstword.answer.SummaryCounts;
import dev.firstword.protocol.ChatRequest.SummaryWish;
import dev.firstword.protocol.TurnEvent.Source;
import dev.firstword.routing.Route;
import dev.firstword.routing.RouteListener;
import java.util.List;
import java.util.function.Function;

/**
 * A prompt that is ready, and what there is to go along with its answer.
 *
 * @param sources what the answer can rest on, in the order of their numbers in the prompt
 * @param model asks for the answer
 * @param summary asks for a quick summary, if there is to be one
 * @param summaryWish whether the request wants that
 * @param inputTokens of the prompt, estimated
 * @param answerSoFar what is gone on with; empty for a new answer
 */
record Asking(
    List<Source> sources,
    Function<RouteListener, Route> model,
    Function<RouteListener, Route> summary,
    SummaryWish summaryWish,
    long inputTokens,
    String answerSoFar,
    AnswerLengths lengths,
    SummaryCounts summaries) {

  boolean isContinuation() {
    return !answerSoFar.isEmpty();
  }
}
