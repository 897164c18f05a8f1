package dev.firstword.turn;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.conversation.ConversationStore;
import dev.firstword.conversation.ConversationStore.Page;
import dev.firstword.conversation.Message;
import dev.firstword.identity.Caller;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An answer that did not come to its end, and the question to which it is one.
 *
 * @param userMessageId the question's
 * @param text all that there is of the answer, over however many turns it has come
 */
public record BrokenAnswer(
    String conversationId, String userMessageId, String question, String text) {

  /** Whoever goes on so often with one answer had better ask again. */
  private static final int MOST_TURNS = 20;

  private static final String LENGTH = "length";

  /**
   * What a turn has left. Blocks.
   *
   * @param find a turn of the caller's
   * @throws RefusedException when there is none, it is still being written, it is whole, or no word
   *     of it came
   */
  static BrokenAnswer of(
      String turnId,
      Function<String, Optional<FollowableTurn>> find,
      ConversationStore conversations) {
    StringBuilder text = new StringBuilder();
    FollowableTurn turn = require(turnId, find);
    requireBroken(turn);
    for (int turns = 1; ; turns++) {
      LogContent content = LogContent.of(turn.log().view());
      text.insert(0, content.text());
      String before = content.continues();
      if (before == null || turns == MOST_TURNS) {
        break;
      }
      turn = require(before, find);
    }
    if (text.toString().isBlank()) {
      throw new RefusedException(
          Problem.notAnswerable("No word of this answer came. Ask the question again."));
    }
    TurnIdentity first = turn.identity();
    return new BrokenAnswer(
        first.conversationId(),
        first.userMessageId(),
        question(first, conversations),
        text.toString());
  }

  private static FollowableTurn require(
      String turnId, Function<String, Optional<FollowableTurn>> find) {
    return find.apply(turnId).orElseThrow(() -> new RefusedException(Problem.unknownTurn()));
  }

  private static void requireBroken(FollowableTurn turn) {
    switch (turn.state()) {
      case CANCELLED, FAILED -> {}
      case DONE -> {
        if (!endedForItsLength(LogContent.of(turn.log().view()).last())) {
          throw new RefusedException(Problem.notAnswerable("This answer is whole."));
        }
      }
      case PREPARING, WAITING, STREAMING ->
          throw new RefusedException(
              Problem.notAnswerable("This answer is still being written. Wait for its end."));
    }
  }

  private static boolean endedForItsLength(@Nullable JsonNode last) {
    return last != null && last.path("finish_reason").asText().equals(LENGTH);
  }

  private static String question(TurnIdentity turn, ConversationStore conversations) {
    Caller caller = turn.caller();
    return conversations
        .page(caller, turn.conversationId(), turn.assistantMessageId(), 1)
        .map(Page::messages)
        .filter(messages -> !messages.isEmpty())
        .map(messages -> messages.getLast())
        .map(Message::text)
        .orElseThrow(() -> new RefusedException(Problem.unknownConversation()));
  }
}
