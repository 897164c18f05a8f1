package dev.firstword.simulator.answer;

import dev.firstword.simulator.prompt.ChatMessage;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A request to continue an interrupted answer. */
record ContinuationRequest(String question, String partialAnswer) {
  private static final Pattern CONTINUE_PHRASE =
      Pattern.compile("(?i)\\b(?:continue|go on) (?:exactly )?(?:where|from where)\\b");

  static Optional<ContinuationRequest> detect(List<ChatMessage> conversation) {
    List<ChatMessage> messages =
        conversation.stream().filter(ContinuationRequest::isPartOfDialogue).toList();
    int last = messages.size() - 1;
    boolean isContinuation =
        last >= 2
            && messages.get(last).role() == ChatMessage.Role.USER
            && CONTINUE_PHRASE.matcher(messages.get(last).text()).find()
            && messages.get(last - 1).role() == ChatMessage.Role.ASSISTANT
            && messages.get(last - 2).role() == ChatMessage.Role.USER;
    return isContinuation
        ? Optional.of(
            new ContinuationRequest(messages.get(last - 2).text(), messages.get(last - 1).text()))
        : Optional.empty();
  }

  /** Tool calls and their results do not separate a question from its answer. */
  private static boolean isPartOfDialogue(ChatMessage message) {
    return switch (message.role()) {
      case USER -> true;
      case ASSISTANT -> !message.text().isEmpty();
      case TOOL -> false;
    };
  }

  /** Returns the part of the answer that follows the tokens already received. */
  Answer remainderOf(Answer whole) {
    return whole.withoutFirst(Answer.of(partialAnswer).tokenCount());
  }
}
