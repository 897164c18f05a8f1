package dev.firstword.adapters.openai;

import dev.firstword.adapters.dialect.AnswerToolCalls;
import dev.firstword.adapters.dialect.JsonBalance;
import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.dialect.OpenToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides which tool call each piece belongs to, and starts calls through the gate. Calls may be
 * written in parallel.
 *
 * <p>The index decides where it can. Servers omit it, or give every call the same one, and they
 * repeat the id or the name in every piece or give several calls the same id. So a piece that names
 * a tool begins a new call if it does not fit the current one. That is the case if the current call
 * is already a complete JSON object, has another name, or has another id.
 */
final class ToolCallAssembler {

  private final ListenerGate gate;
  private final List<Call> calls = new ArrayList<>(0);

  /** How many characters of arguments wait for the names of their calls. */
  private int unstartedLength;

  ToolCallAssembler(ListenerGate gate) {
    this.gate = gate;
  }

  /** A call, which starts once its name is known. */
  private final class Call {
    private final long index;
    private @Nullable String id;
    private String name = "";
    private final StringBuilder unstarted = new StringBuilder(0);
    private final JsonBalance balance = new JsonBalance();
    private @Nullable OpenToolCall open;

    Call(long index) {
      this.index = index;
    }

    void add(ToolCallPiece piece) {
      id = id == null ? piece.id() : id;
      name = name.isEmpty() ? piece.name() : name;
      balance.read(piece.arguments());
      if (open == null && !name.isEmpty()) {
        open = gate.startToolCall(id, name);
        gate.emitToolArguments(open, unstarted.toString());
        unstarted.setLength(0);
      }
      if (open != null) {
        gate.emitToolArguments(open, piece.arguments());
      } else {
        unstartedLength += piece.arguments().length();
        if (unstartedLength <= AnswerToolCalls.MAX_ARGUMENTS_BYTES) {
          unstarted.append(piece.arguments());
        }
      }
    }

    /** Whether a piece only says again what is known. */
    boolean isRepeatedBy(ToolCallPiece piece) {
      return open != null
          && piece.id() != null
          && piece.id().equals(id)
          && piece.name().equals(name)
          && balance.isComplete()
          && open.hasArguments(piece.arguments());
    }

    /** Whether a piece that could belong to this call begins another one. */
    boolean isFollowedBy(ToolCallPiece piece) {
      if (piece.name().isEmpty() || name.isEmpty()) {
        return false;
      }
      boolean hasOtherId = piece.id() != null && id != null && !piece.id().equals(id);
      boolean isComplete = balance.isComplete() && !piece.arguments().isBlank();
      return hasOtherId || isComplete || !piece.name().equals(name);
    }
  }

  /** Reads all pieces of one chunk. */
  void read(List<ToolCallPiece> pieces) {
    Call previous = null;
    for (ToolCallPiece piece : pieces) {
      Call call = find(piece);
      if (call != null && call.isRepeatedBy(piece)) {
        continue;
      }
      boolean isNew =
          call == null
              || call.isFollowedBy(piece)
              // Two calls of one chunk without an index are two calls.
              || (piece.index() < 0 && call == previous && !piece.name().isEmpty());
      if (call == null || isNew) {
        call = new Call(piece.index());
        if (calls.size() <= AnswerToolCalls.MAX_CALLS) {
          calls.add(call);
        }
      }
      call.add(piece);
      previous = call;
    }
  }

  /** Returns the newest call that a piece may belong to; null if there is none. */
  private @Nullable Call find(ToolCallPiece piece) {
    if (piece.index() >= 0) {
      return newest(call -> call.index == piece.index());
    }
    String id = piece.id();
    if (id != null) {
      Call same = newest(call -> id.equals(call.id));
      return same != null || !piece.name().isEmpty() || calls.isEmpty() ? same : calls.getLast();
    }
    return calls.isEmpty() ? null : calls.getLast();
  }

  private @Nullable Call newest(Predicate<Call> matches) {
    for (Call call : calls.reversed()) {
      if (matches.test(call)) {
        return call;
      }
    }
    return null;
  }
}
