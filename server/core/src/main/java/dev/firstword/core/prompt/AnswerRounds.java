package dev.firstword.core.prompt;

import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Splits an answer of an earlier turn into the messages that providers expect: what the model wrote
 * and called, then the results of these calls, then what it wrote next. Thoughts that are not kept
 * for later turns are dropped, and so is a thought that nothing follows.
 */
final class AnswerRounds {

  /** Every call needs a result: providers refuse a prompt without it. */
  static final String NOT_EXECUTED = "The tool was not executed.";

  private final Map<String, ContentPart.ToolResult> results = new HashMap<>();
  private final List<PromptMessage> messages = new ArrayList<>();
  private final Set<String> calls = new HashSet<>();
  private List<ContentPart> round = new ArrayList<>();
  private boolean hasResults;
  private boolean isAfterThought;

  private AnswerRounds(List<ContentPart> parts) {
    for (ContentPart part : parts) {
      if (part instanceof ContentPart.ToolResult result) {
        results.putIfAbsent(result.callId(), result);
      }
    }
  }

  /** Returns the messages, which alternate, the model's first; empty if nothing is left. */
  static List<PromptMessage> split(List<ContentPart> parts) {
    AnswerRounds rounds = new AnswerRounds(parts);
    parts.forEach(rounds::add);
    rounds.endRound();
    return List.copyOf(rounds.messages);
  }

  private void add(ContentPart part) {
    switch (part) {
      case ContentPart.Text text -> addText(text);
      case ContentPart.Citation _, ContentPart.ProviderBlock _, ContentPart.Commentary _ ->
          addToRound(part);
      case ContentPart.ToolCall call -> {
        if (calls.add(call.id())) {
          addToRound(call);
        }
      }
      // The results follow the calls of the round, in their order.
      case ContentPart.ToolResult result -> hasResults |= calls.contains(result.callId());
      case ContentPart.Thought thought when !thought.conversation().isEmpty() ->
          addToRound(thought);
      case ContentPart.Thought _, ContentPart.Media _ -> {}
    }
    isAfterThought = part instanceof ContentPart.Thought;
  }

  /** Continues the text before it if only a thought separates them. */
  private void addText(ContentPart.Text text) {
    boolean isContinued = isAfterThought && !hasResults && !round.isEmpty();
    if (isContinued && round.getLast() instanceof ContentPart.Text beginning) {
      round.removeLast();
      round.add(new ContentPart.Text(beginning.text() + text.text(), beginning.isFinalAnswer()));
    } else if (!text.text().isBlank()) {
      addToRound(text);
    }
  }

  private void addToRound(ContentPart part) {
    if (hasResults) {
      endRound();
    }
    round.add(part);
  }

  private void endRound() {
    while (!round.isEmpty() && round.getLast() instanceof ContentPart.Thought) {
      round.removeLast();
    }
    if (!round.isEmpty()) {
      messages.add(new PromptMessage(Role.ASSISTANT, round));
      List<ContentPart> resultsOfRound = new ArrayList<>();
      for (ContentPart part : round) {
        if (part instanceof ContentPart.ToolCall call) {
          resultsOfRound.add(resultOf(call));
        }
      }
      if (!resultsOfRound.isEmpty()) {
        messages.add(new PromptMessage(Role.USER, resultsOfRound));
      }
    }
    round = new ArrayList<>();
    hasResults = false;
  }

  private ContentPart.ToolResult resultOf(ContentPart.ToolCall call) {
    ContentPart.ToolResult result = results.get(call.id());
    return result == null ? new ContentPart.ToolResult(call.id(), NOT_EXECUTED, true) : result;
  }
}
