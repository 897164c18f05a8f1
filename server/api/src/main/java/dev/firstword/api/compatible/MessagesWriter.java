package dev.firstword.api.compatible;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.direct.AnswerBlock;
import dev.firstword.core.prompt.TokenEstimate;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes an answer as the events of the Messages API. */
final class MessagesWriter implements AnswerWriter {

  private final AnswerHead head;
  private final FrameBuffer frames;

  /** A thought shows only at its end whether it is redacted, unless it has text. */
  private @Nullable AnswerBlock undecidedThought;

  MessagesWriter(AnswerHead head, FrameBuffer frames) {
    this.head = head;
    this.frames = frames;
  }

  @Override
  public void start() {
    ObjectNode message = MessagesApi.message(head);
    message.putArray("content");
    message.putNull("stop_reason").putNull("stop_sequence");
    // Providers of other APIs count at the end only; then message_delta has the true number.
    message.set(
        "usage", MessagesApi.usage(new Usage(TokenEstimate.of(head.request().prompt()), 0, 0, 0)));
    ObjectNode event = RequestParts.node().put("type", "message_start");
    event.set("message", message);
    frames.event(event);
  }

  @Override
  public void open(AnswerBlock block) {
    switch (block.kind()) {
      case TEXT -> startBlock(block, RequestParts.node().put("type", "text").put("text", ""));
      case THOUGHT -> undecidedThought = block;
      case TOOL_CALL -> {
        ObjectNode call =
            RequestParts.node()
                .put("type", "tool_use")
                .put("id", block.callId())
                .put("name", block.toolName());
        call.putObject("input");
        startBlock(block, call);
      }
    }
  }

  private void startThought(AnswerBlock block) {
    undecidedThought = null;
    startBlock(
        block,
        RequestParts.node().put("type", "thinking").put("thinking", "").put("signature", ""));
  }

  private void startBlock(AnswerBlock block, ObjectNode content) {
    ObjectNode event =
        RequestParts.node().put("type", "content_block_start").put("index", block.index());
    event.set("content_block", content);
    frames.event(event);
  }

  @Override
  public void append(AnswerBlock block, String piece) {
    if (block.equals(undecidedThought)) {
      startThought(block);
    }
    switch (block.kind()) {
      case TEXT -> delta(block, "text_delta", "text", piece);
      case THOUGHT -> delta(block, "thinking_delta", "thinking", piece);
      case TOOL_CALL -> delta(block, "input_json_delta", "partial_json", piece);
    }
  }

  private void delta(AnswerBlock block, String type, String field, String piece) {
    frames
        .raw("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":")
        .number(block.index())
        .raw(",\"delta\":{\"type\":\"")
        .raw(type)
        .raw("\",\"")
        .raw(field)
        .raw("\":")
        .string(piece)
        .raw("}}\n\n");
  }

  @Override
  public void close(AnswerBlock block) {
    if (block.kind() == AnswerBlock.Kind.THOUGHT) {
      closeThought(block);
    }
    frames.event(RequestParts.node().put("type", "content_block_stop").put("index", block.index()));
  }

  private void closeThought(AnswerBlock block) {
    if (block.equals(undecidedThought)) {
      String redacted = OpaqueThought.redactedData(head, block);
      if (redacted != null) {
        undecidedThought = null;
        startBlock(
            block, RequestParts.node().put("type", "redacted_thinking").put("data", redacted));
        return;
      }
      startThought(block);
    }
    String signature = OpaqueThought.signature(head, block);
    if (!signature.isEmpty()) {
      delta(block, "signature_delta", "signature", signature);
    }
  }

  @Override
  public void end(FinishReason reason, Usage usage, List<AnswerBlock> blocks) {
    ObjectNode event = RequestParts.node().put("type", "message_delta");
    event
        .putObject("delta")
        .put("stop_reason", MessagesApi.stopReason(reason))
        .putNull("stop_sequence");
    event.set("usage", MessagesApi.usage(usage));
    frames.event(event);
    frames.event(RequestParts.node().put("type", "message_stop"));
  }

  @Override
  public void fail(CallError error, String requestId) {
    frames.event(MessagesApi.errorBody(error, requestId));
  }
}
