package dev.firstword.bench;

import dev.firstword.core.conversation.MessagePartsJson;
import dev.firstword.core.prompt.ContentPart;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the messages of many earlier turns into the database of a server that is stopped. */
enum StoredHistory {
  /** Answers are text. */
  TEXT,

  /** Every answer has a thought and the calls and results of two tools besides its text. */
  TOOLS;

  private static final String SENTENCE = "A sentence of the kind that people write to each other. ";
  private static final String MESSAGE = SENTENCE.repeat(4);
  private static final String SIGNATURE = "c2lnbmF0dXJl".repeat(25);
  private static final String ARGUMENTS = "{\"city\":\"Berlin\",\"days\":3}";
  private static final String RESULT = "{\"forecast\":\"" + SENTENCE.repeat(4) + "\"}";

  /** The messages of the turn that each conversation begins with. */
  private static final int EXISTING_MESSAGES = 2;

  /** Lengthens each conversation to this number of messages. */
  void insert(Path data, List<String> conversations, int messages) throws SQLException {
    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("firstword.db"));
        PreparedStatement insert =
            database.prepareStatement(
                "INSERT INTO messages (id, conversation_id, position, author, text, state,"
                    + " created_at, turn_id, parts) VALUES (?, ?, ?, ?, ?, 'complete', 0, 'none', ?)")) {
      database.setAutoCommit(false);
      for (String conversation : conversations) {
        for (int position = EXISTING_MESSAGES + 1; position <= messages; position++) {
          boolean asks = position % 2 == 1;
          insert.setString(1, "msg_" + conversation + "_" + position);
          insert.setString(2, conversation);
          insert.setInt(3, position);
          insert.setString(4, asks ? "user" : "assistant");
          insert.setString(5, MESSAGE);
          insert.setString(6, asks ? null : answerParts(position));
          insert.addBatch();
        }
        insert.executeBatch();
      }
      database.commit();
    }
  }

  private @Nullable String answerParts(int position) {
    return switch (this) {
      case TEXT -> null;
      case TOOLS -> {
        String weather = "call_" + position + "_1";
        String hours = "call_" + position + "_2";
        yield MessagePartsJson.write(
            List.of(
                new ContentPart.Thought("claude-sonnet-4-6", MESSAGE, SIGNATURE, null),
                new ContentPart.ToolCall(weather, "weather", ARGUMENTS),
                new ContentPart.ToolCall(hours, "hours", ARGUMENTS),
                new ContentPart.ToolResult(weather, RESULT, false),
                new ContentPart.ToolResult(hours, RESULT, false),
                new ContentPart.Text(MESSAGE)));
      }
    };
  }
}
