package dev.firstword.api.compatible;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.direct.AnswerBlock;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes an answer as the chunks of chat completions. */
final class ChatCompletionsWriter implements AnswerWriter {

  private static final String DONE = "data: [DONE]\n\n";

  private final AnswerHead head;
  private final FrameBuffer frames;

  /** All of a chunk before its delta. */
  private final String beforeDelta;

  private int toolCalls;
  private boolean hasArguments;

  ChatCompletionsWriter(AnswerHead head, FrameBuffer frames) {
    this.head = head;
    this.frames = frames;
    String fields = chunk().toString();
    beforeDelta =
        "data: "
            + fields.substring(0, fields.length() - 1)
            + ",\"choices\":[{\"index\":0,\"delta\":";
  }

  private ObjectNode chunk() {
    return RequestParts.node()
        .put("id", head.id())
        .put("object", "chat.completion.chunk")
        .put("created", head.createdSeconds())
        .put("model", head.model());
  }

  @Override
  public void start() {
    delta(RequestParts.node().put("role", "assistant").put("content", ""), null);
  }

  private void delta(ObjectNode delta, @Nullable String finishReason) {
    frames.raw(beforeDelta).raw(delta.toString()).raw(",\"finish_reason\":");
    if (finishReason == null) {
      frames.raw("null");
    } else {
      frames.string(finishReason);
    }
    endChunk();
  }

  private void endChunk() {
    frames.raw("}]}\n\n");
  }

  @Override
  public void open(AnswerBlock block) {
    if (block.kind() != AnswerBlock.Kind.TOOL_CALL) {
      return;
    }
    ObjectNode delta = RequestParts.node();
    // The id, the type and the name come once: some clients append what is repeated.
    delta
        .putArray("tool_calls")
        .addObject()
        .put("index", toolCalls)
        .put("id", block.callId())
        .put("type", "function")
        .putObject("function")
        .put("name", block.toolName())
        .put("arguments", "");
    delta(delta, null);
    hasArguments = false;
  }

  @Override
  public void append(AnswerBlock block, String piece) {
    switch (block.kind()) {
      case TEXT -> textDelta("content", piece);
      case THOUGHT -> textDelta("reasoning_content", piece);
      case TOOL_CALL -> arguments(piece);
    }
  }

  private void textDelta(String field, String piece) {
    frames
        .raw(beforeDelta)
        .raw("{\"")
        .raw(field)
        .raw("\":")
        .string(piece)
        .raw("},\"finish_reason\":null");
    endChunk();
  }

  private void arguments(String piece) {
    hasArguments = true;
    frames
        .raw(beforeDelta)
        .raw("{\"tool_calls\":[{\"index\":")
        .number(toolCalls)
        .raw(",\"function\":{\"arguments\":")
        .string(piece)
        .raw("}}]},\"finish_reason\":null");
    endChunk();
  }

  @Override
  public void close(AnswerBlock block) {
    if (block.kind() == AnswerBlock.Kind.TOOL_CALL) {
      if (!hasArguments) {
        arguments(ToolArguments.text(""));
      }
      toolCalls++;
    }
  }

  @Override
  public void end(FinishReason reason, Usage usage, List<AnswerBlock> blocks) {
    delta(RequestParts.node(), ChatCompletionsApi.finishReason(reason));
    if (head.request().includesUsage()) {
      // In a chunk of its own: some clients drop the choices of a chunk that has the usage.
      ObjectNode chunk = chunk();
      chunk.putArray("choices");
      chunk.set("usage", ChatCompletionsApi.usage(usage));
      frames.data(chunk);
    }
    frames.raw(DONE);
  }

  @Override
  public void fail(CallError error, String requestId) {
    frames.data(OpenAiErrors.body(error));
  }
}
