package dev.firstword.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firstword.adapters.sql.SqliteStorage;
import dev.firstword.core.conversation.Message;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.turn.store.TurnStore.End;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import dev.firstword.core.turn.store.TurnStore.Progress;
import java.nio.file.Path;
import java.util.List;

/** Conversations with attachments, put into the database of a server before it starts. */
final class TestAttachments {

  private static final String NODE = "before";

  private TestAttachments() {}

  /**
   * Adds a conversation of one turn.
   *
   * @param answer the parts of its answer
   */
  static void add(
      Path data,
      Caller owner,
      String conversationId,
      List<Attachment> attachments,
      List<ContentPart> answer) {
    TurnIdentity turn =
        new TurnIdentity(
            "turn_of_" + conversationId,
            conversationId,
            "question_of_" + conversationId,
            "answer_of_" + conversationId,
            owner);
    try (SqliteStorage storage = SqliteStorage.openAlongside(data)) {
      storage
          .turns()
          .insert(
              NewTurn.of(turn, "chat", true, "What is this?", NODE, 1000)
                  .withAttachments(attachments));
      byte[] log = "id: 1\ndata: {\"type\":\"done\"}\n\n".getBytes(UTF_8);
      End end = new End(Message.State.COMPLETE, "It is a chart.", List.of(), 2000, answer);
      storage.turns().save(NODE, List.of(new Progress(turn, 0, log, TurnState.DONE, end)));
    }
  }
}
