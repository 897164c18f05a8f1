package dev.firstword.api.compatible;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.api.compatible.StoredResponse.Interruption;
import dev.firstword.core.direct.AnswerBlock;
import dev.firstword.core.direct.BlockListener;
import dev.firstword.core.direct.TurnBlocks;
import dev.firstword.core.provider.PassthroughPart;
import dev.firstword.core.turn.cluster.TurnRecovery;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.log.TurnLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the logs of the turns of a stored response, and writes the events of its stream. The same
 * logs always give the same events with the same numbers, so a reader can resume after any of them.
 * Not safe for use by several threads.
 */
public final class StoredResponseReader {

  private static final String UNKNOWN_MODEL = "auto";

  private final StoredResponse response;
  private final long lastSeen;
  private final FrameBuffer frames = new FrameBuffer();
  private final TurnBlocks turn;
  private final List<AnswerBlock> blocks = new ArrayList<>();
  private @Nullable ResponsesWriter writer;
  private AnswerHead head;
  private @Nullable ObjectNode ended;
  private boolean isEarlier;
  private boolean isAnswered;
  private boolean isInterrupted;

  /**
   * Creates a reader that has read nothing.
   *
   * @param lastSeen the number of the last event that its client has; -1 for none
   */
  public StoredResponseReader(StoredResponse response, long lastSeen) {
    this.response = response;
    this.lastSeen = lastSeen;
    this.turn = new TurnBlocks(new Writing(), response.id().part());
    this.head = response.head(response.model() == null ? UNKNOWN_MODEL : response.model());
  }

  /** Creates a reader for the response as it is, without events. */
  public static StoredResponseReader withoutEvents(StoredResponse response) {
    return new StoredResponseReader(response, Long.MAX_VALUE);
  }

  /** Reads the log of a turn that was interrupted, and whose answer the next one continues. */
  public void readEarlier(TurnLog.View view) {
    isEarlier = true;
    readAll(view);
    isEarlier = false;
  }

  /** Reads everything that is in the log of a turn. */
  public void readAll(TurnLog.View view) {
    LogEvents.forEach(view, this::read);
  }

  /** Reads whole events of the log of a turn. */
  public void read(byte[] bytes, int from, int to) {
    LogEvents.forEach(bytes, from, to, this::read);
  }

  private void read(JsonNode event) {
    if (turn.isEndedByTools()) {
      turn.read(event); // What follows is another response, and counts its parts.
      return;
    }
    switch (event.path("type").asText()) {
      case "cancelled" -> {
        if (event.path("by").asText().equals("shutdown")) {
          interrupt("The server was stopped.");
        } else {
          cancel();
        }
      }
      case "error" -> fail(event);
      default -> turn.read(event);
    }
  }

  private void fail(JsonNode event) {
    switch (event.path("code").asText()) {
      case "interrupted" -> interrupt(event.path("message").asText());
      case "model_empty" -> turn.endEmpty(false);
      case "model_declined" -> turn.endEmpty(true);
      default ->
          fail(
              event.path("code").asText().equals("model_rate_limited"),
              event.path("message").asText());
    }
  }

  private void interrupt(String message) {
    Interruption interruption = isEarlier ? Interruption.RESUMED : response.interruption();
    isInterrupted = interruption == Interruption.RESUMED;
    switch (interruption) {
      case RESUMED -> started().skipNumbers(TurnRecovery.SEQUENCE_GAP);
      case FAILED -> fail(false, message);
      case CANCELLED -> cancel();
    }
  }

  private void fail(boolean isRateLimited, String message) {
    breakOff();
    ObjectNode error = ResponsesApi.failure(isRateLimited, message);
    started().fail(error);
    ended = incomplete(ResponsesApi.FAILED);
    ended.set("error", error);
  }

  private void cancel() {
    breakOff();
    started().cancel();
    ended = incomplete(ResponsesApi.CANCELLED);
  }

  private void breakOff() {
    started().breakOff();
    turn.breakOff();
  }

  private ObjectNode incomplete(String status) {
    return described(ResponsesApi.response(head, status, blocks, ResponsesApi.INCOMPLETE));
  }

  private ObjectNode described(ObjectNode object) {
    response.describe(object);
    return object;
  }

  /** Returns the writer of the stream, which begins when a model has been chosen. */
  private ResponsesWriter started() {
    if (writer == null) {
      writer = new ResponsesWriter(head, frames, response::describe, lastSeen);
      writer.start();
    }
    return writer;
  }

  /** Whether the newest turn was interrupted, and another one continues the response. */
  public boolean isInterrupted() {
    return isInterrupted;
  }

  /** Whether the response has ended with tool calls of the client. */
  public boolean isEndedByTools() {
    return turn.isEndedByTools();
  }

  /** Returns the ids of the tool calls at the end of each part of the turn that ended by tools. */
  public List<Set<String>> requestedCalls() {
    return turn.requestedCalls();
  }

  /** Whether a model has ended it, and not a failure or the user. */
  public boolean isAnswered() {
    return isAnswered;
  }

  /** Whether the response is over. */
  public boolean isEnded() {
    return ended != null;
  }

  /** Removes and returns the events so far. */
  public byte[] takeEvents() {
    return frames.take();
  }

  /**
   * Returns the response as far as it has been read.
   *
   * @param isQueued whether it waits for its turn, if it is not over
   */
  public ObjectNode toJson(boolean isQueued) {
    if (ended != null) {
      return ended;
    }
    ObjectNode object =
        ResponsesApi.response(
            head,
            isQueued ? ResponsesApi.QUEUED : ResponsesApi.IN_PROGRESS,
            blocks,
            ResponsesApi.IN_PROGRESS);
    object.putNull("usage");
    return described(object);
  }

  /** Passes the blocks of the answer to the writer. */
  private final class Writing implements BlockListener {

    @Override
    public void onModel(String name) {
      isInterrupted = false;
      head = response.head(name);
      started().nameModel(head);
    }

    @Override
    public void onOpened(AnswerBlock block) {
      blocks.add(block);
      started().open(block);
    }

    @Override
    public void onAppended(AnswerBlock block, String piece) {
      started().append(block, piece);
    }

    @Override
    public void onClosed(AnswerBlock block) {
      started().close(block);
    }

    @Override
    public void onEnd(FinishReason reason, Usage usage, List<AnswerBlock> all) {
      isAnswered = true;
      started().end(reason, usage, all);
      ended = described(new ResponsesApi().answer(head, reason, usage, all));
    }

    @Override
    public void onPassthrough(PassthroughPart part) {
      throw new IllegalStateException("a turn's log has nothing in the form of a provider");
    }

    @Override
    public void onRefusal(int status, byte[] body) {
      throw new IllegalStateException("a turn's log has nothing in the form of a provider");
    }

    @Override
    public void onReadComplete() {}

    @Override
    public void onFailure(ProviderFailure failure) {
      throw new IllegalStateException("a turn's log has failures as events: " + failure.detail());
    }
  }
}
