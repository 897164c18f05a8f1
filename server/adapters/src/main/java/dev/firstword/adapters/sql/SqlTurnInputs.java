package dev.firstword.adapters.sql;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.ContentPart.ToolResult;
import dev.firstword.core.turn.store.TurnInput;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/** The inputs of running turns that nodes leave for each other, in a database. */
final class SqlTurnInputs {

  private static final String TOOL_RESULT = "tool_result";
  private static final String ANSWER_NOW = "answer_now";

  /** A text can't hold a NUL in PostgreSQL. */
  private static final String NUL_REPLACEMENT = "\uFFFD";

  private final Database database;

  SqlTurnInputs(Database database) {
    this.database = database;
  }

  List<TurnInput> leave(Caller caller, String turnId, List<TurnInput> inputs) {
    return database.commit(handle ->
        isRunning(handle, caller, turnId)
            ? inputs.stream().filter(input -> insert(handle, turnId, Row.of(input))).toList()
            : List.of());
  }

  private static boolean isRunning(Handle handle, Caller caller, String turnId) {
    return handle
        .select(
            "SELECT 1 FROM turns WHERE id = ? AND tenant = ? AND owner = ? AND ended_at IS NULL",
            turnId,
            caller.tenant(),
            caller.user())
        .mapTo(Integer.class)
        .findFirst()
        .isPresent();
  }

  /** Returns false if there is an input for the same purpose. */
  private static boolean insert(Handle handle, String turnId, Row row) {
    int inserted =
        handle.execute(
            "INSERT INTO turn_inputs (turn_id, kind, call_id, content, is_error)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (turn_id, kind, call_id) DO NOTHING",
            turnId,
            row.kind,
            row.callId,
            row.content.replace("\0", NUL_REPLACEMENT),
            row.isError ? 1 : 0);
    return inserted == 1;
  }

  Map<String, List<TurnInput>> take(String node, Predicate<String> isRunning) {
    Map<String, List<Row>> found = find(node);
    // Those of a turn that waits for its next node stay.
    found
        .entrySet()
        .removeIf(
            entry -> !entry.getValue().getFirst().hasEnded && !isRunning.test(entry.getKey()));
    if (found.isEmpty()) {
      return Map.of();
    }
    database.commit(handle -> {
      found.forEach((turnId, rows) -> rows.forEach(row -> delete(handle, turnId, row)));
      return true;
    });
    Map<String, List<TurnInput>> inputs = new LinkedHashMap<>();
    found.forEach((turnId, rows) -> {
      if (!rows.getFirst().hasEnded) {
        inputs.put(turnId, rows.stream().map(Row::input).toList());
      }
    });
    return inputs;
  }

  private static void delete(Handle handle, String turnId, Row row) {
    handle.execute(
        "DELETE FROM turn_inputs WHERE turn_id = ? AND kind = ? AND call_id = ?",
        turnId,
        row.kind,
        row.callId);
  }

  private Map<String, List<Row>> find(String node) {
    return database.read(handle -> {
      Map<String, List<Row>> found = new LinkedHashMap<>();
      handle
          .select(
              "SELECT i.*, t.ended_at FROM turn_inputs i JOIN turns t ON t.id = i.turn_id WHERE"
                  + " t.node = ? ORDER BY i.turn_id, i.kind, i.call_id",
              node)
          .map((row, _) -> Map.entry(row.getString("turn_id"), Row.of(row)))
          .forEach(entry ->
              found.computeIfAbsent(entry.getKey(), _ -> new ArrayList<>()).add(entry.getValue()));
      return found;
    });
  }

  /**
   * An input as it is stored.
   *
   * @param hasEnded whether its turn ended before it was taken
   */
  private record Row(
      String kind, String callId, String content, boolean isError, boolean hasEnded) {

    static Row of(TurnInput input) {
      return switch (input) {
        case TurnInput.Result(ToolResult result) ->
            new Row(TOOL_RESULT, result.callId(), result.content(), result.isError(), false);
        case TurnInput.AnswerNow _ -> new Row(ANSWER_NOW, "", "", false, false);
      };
    }

    static Row of(ResultSet row) throws SQLException {
      return new Row(
          row.getString("kind"),
          row.getString("call_id"),
          row.getString("content"),
          row.getInt("is_error") != 0,
          row.getObject("ended_at") != null);
    }

    TurnInput input() {
      return switch (kind) {
        case TOOL_RESULT -> new TurnInput.Result(new ToolResult(callId, content, isError));
        case ANSWER_NOW -> new TurnInput.AnswerNow();
        default -> throw new IllegalStateException("an input has the unknown kind " + kind);
      };
    }
  }
}
