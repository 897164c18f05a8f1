package dev.firstword.api.compatible;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.direct.AnswerBlock;
import dev.firstword.core.direct.BlockListener;
import dev.firstword.core.direct.DirectRequest;
import dev.firstword.core.direct.TurnBlocks;
import dev.firstword.core.protocol.Identifier;
import dev.firstword.core.provider.PassthroughPart;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log of a turn, and writes its answer in the form of an API for the client that started
 * it. Not safe for use by several threads.
 */
public final class TurnAnswerReader {

  private final CompatibleApi api;
  private final String requestId;
  private final FrameBuffer frames = new FrameBuffer();
  private final TurnBlocks turn;
  private AnswerHead head;
  private @Nullable AnswerWriter writer;
  private @Nullable ObjectNode answer;
  private @Nullable CallError error;

  /**
   * Creates a reader that has read nothing.
   *
   * @param turnId the turn that answers the request
   * @param part how many times its client has sent results of tools
   */
  public TurnAnswerReader(
      CompatibleApi api, DirectRequest request, String turnId, int part, String requestId) {
    this.api = api;
    this.turn = new TurnBlocks(new Writing(), part);
    this.requestId = requestId;
    long startedMs = Identifier.epochMs(turnId);
    this.head =
        new AnswerHead(
            api.createId(startedMs), request.model(), Instant.ofEpochMilli(startedMs), request);
  }

  /** Reads whole events of the log. */
  public void read(byte[] bytes, int from, int to) {
    LogEvents.forEach(bytes, from, to, this::read);
  }

  private void read(JsonNode event) {
    if (turn.isEndedByTools()) {
      return; // The client gets what follows when it sends the results.
    }
    switch (event.path("type").asText()) {
      case "cancelled" ->
          fail(
              event.path("by").asText().equals("shutdown")
                  ? CallError.interrupted()
                  : CallError.cancelled());
      case "error" -> {
        switch (event.path("code").asText()) {
          case "model_empty" -> turn.endEmpty(false);
          case "model_declined" -> turn.endEmpty(true);
          default -> fail(CallError.ofTurn(event));
        }
      }
      default -> turn.read(event);
    }
  }

  private void fail(CallError failure) {
    error = failure;
    started().fail(failure, requestId);
  }

  private AnswerWriter started() {
    if (writer == null) {
      writer = api.writer(head, frames);
      writer.start();
    }
    return writer;
  }

  /** Whether the answer has ended with tool calls of the client. */
  public boolean isEndedByTools() {
    return turn.isEndedByTools();
  }

  /** Removes and returns the events so far. */
  public byte[] takeEvents() {
    return frames.take();
  }

  /** Returns the whole answer; null if it has none, or is not complete. */
  public @Nullable ObjectNode answer() {
    return answer;
  }

  /** Returns why there is no whole answer; null if there is one, or it is not complete. */
  public @Nullable CallError error() {
    return error;
  }

  /** Whether only a broken connection tells the client that the answer is not complete. */
  public boolean isBroken() {
    return error != null && api.isErrorOverlooked();
  }

  /** Passes the blocks of the answer to the writer. */
  private final class Writing implements BlockListener {

    @Override
    public void onModel(String name) {
      if (writer == null) {
        head = new AnswerHead(head.id(), name, head.created(), head.request());
      }
    }

    @Override
    public void onOpened(AnswerBlock block) {
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
    public void onEnd(FinishReason reason, Usage usage, List<AnswerBlock> blocks) {
      started().end(reason, usage, blocks);
      answer = api.answer(head, reason, usage, blocks);
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
