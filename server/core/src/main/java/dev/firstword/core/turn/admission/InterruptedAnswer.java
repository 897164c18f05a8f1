package dev.firstword.core.turn.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.conversation.ConversationStore.Page;
import dev.firstword.core.conversation.Message;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.MediaDescription;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.LoggedAnswer;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.relay.log.LogContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An answer that was interrupted, with its question.
 *
 * @param userMessageId the id of the question
 * @param media the images and files of the question
 * @param text the answer so far, across all the turns that contributed to it
 * @param parts the parts of the answer so far; empty if it is its text alone
 */
public record InterruptedAnswer(
    String conversationId,
    String userMessageId,
    String question,
    List<MediaDescription> media,
    String text,
    List<ContentPart> parts) {

  /** The maximum number of turns in one chain of continuations. */
  private static final int MAX_CHAINED_TURNS = 20;

  private static final String FINISH_REASON_LENGTH = "length";

  /**
   * Loads the answer that a turn left unfinished. Blocks.
   *
   * @param find finds a turn of the caller
   * @throws ProblemException if there is no such turn, it is still running, its answer is complete,
   *     or it has no text
   */
  static InterruptedAnswer load(
      String turnId,
      Function<String, Optional<FollowableTurn>> find,
      ConversationStore conversations) {
    StringBuilder text = new StringBuilder();
    List<ContentPart> parts = new ArrayList<>();
    boolean hasTools = false;
    FollowableTurn turn = require(turnId, find);
    requireInterrupted(turn);
    for (int turns = 1; ; turns++) {
      LogContent content = LogContent.of(turn.log().view());
      text.insert(0, content.text());
      LoggedAnswer answer = LoggedAnswer.of(turn.log().view());
      hasTools |= !answer.parts().isEmpty();
      parts.addAll(0, partsOf(answer, content.text()));
      String continuedTurnId = content.continues();
      if (continuedTurnId == null || turns == MAX_CHAINED_TURNS) {
        break;
      }
      turn = require(continuedTurnId, find);
    }
    if (text.toString().isBlank()) {
      throw new ProblemException(
          Problem.notAnswerable("This answer has no text. Ask the question again."));
    }
    TurnIdentity first = turn.identity();
    Message question = question(first, conversations);
    return new InterruptedAnswer(
        first.conversationId(),
        first.userMessageId(),
        question.text(),
        media(question),
        text.toString(),
        hasTools ? parts : List.of());
  }

  private static List<ContentPart> partsOf(LoggedAnswer answer, String text) {
    return answer.parts().isEmpty() && !text.isBlank()
        ? List.of(new ContentPart.Text(text))
        : answer.parts();
  }

  private static FollowableTurn require(
      String turnId, Function<String, Optional<FollowableTurn>> find) {
    return find.apply(turnId).orElseThrow(() -> new ProblemException(Problem.unknownTurn()));
  }

  private static void requireInterrupted(FollowableTurn turn) {
    switch (turn.state()) {
      case CANCELLED, FAILED -> {}
      case DONE -> {
        if (!isTruncated(LogContent.of(turn.log().view()).last())) {
          throw new ProblemException(Problem.notAnswerable("This answer is complete."));
        }
      }
      case PREPARING, WAITING, STREAMING, TOOLS ->
          throw new ProblemException(
              Problem.notAnswerable("This answer is still being written. Wait until it ends."));
    }
  }

  private static boolean isTruncated(@Nullable JsonNode last) {
    return last != null && last.path("finish_reason").asText().equals(FINISH_REASON_LENGTH);
  }

  private static Message question(TurnIdentity turn, ConversationStore conversations) {
    Caller caller = turn.caller();
    return conversations
        .page(caller, turn.conversationId(), turn.assistantMessageId(), 1)
        .map(Page::messages)
        .filter(messages -> !messages.isEmpty())
        .map(messages -> messages.getLast())
        .filter(question -> question.turnId().equals(turn.turnId()))
        .orElseThrow(() ->
            new ProblemException(
                Problem.notAnswerable(
                    "This answer is no longer part of its conversation. Ask the question"
                        + " again.")));
  }

  private static List<MediaDescription> media(Message question) {
    List<MediaDescription> media = new ArrayList<>();
    for (ContentPart part : question.parts()) {
      if (part instanceof ContentPart.Media(MediaDescription description)) {
        media.add(description);
      }
    }
    return media;
  }
}
