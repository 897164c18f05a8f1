package dev.firstword.api.compatible;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.direct.AnswerBlock;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes an answer as the events of the Responses API. No event is added to those of the API: the
 * SDK's stream fails on one that it does not know.
 */
final class ResponsesWriter implements AnswerWriter {

  private AnswerHead head;
  private final FrameBuffer frames;
  private final Consumer<ObjectNode> details;
  private final long lastSeen;
  private final List<AnswerBlock> finished = new ArrayList<>();

  /** The status of the items that are closed from now on. */
  private String closingStatus = ResponsesApi.COMPLETED;

  private long sequence;
  private String itemId = "";
  private boolean hasSummary;

  ResponsesWriter(AnswerHead head, FrameBuffer frames) {
    this(head, frames, _ -> {}, -1);
  }

  /**
   * Creates the writer of a response that is stored.
   *
   * @param details completes each response object
   * @param lastSeen the number of the last event that the reader has; -1 for none
   */
  ResponsesWriter(
      AnswerHead head, FrameBuffer frames, Consumer<ObjectNode> details, long lastSeen) {
    this.head = head;
    this.frames = frames;
    this.details = details;
    this.lastSeen = lastSeen;
  }

  @Override
  public void start() {
    write(withResponse("response.created", ResponsesApi.IN_PROGRESS));
    write(withResponse("response.in_progress", ResponsesApi.IN_PROGRESS));
  }

  private ObjectNode withResponse(String type, String status) {
    ObjectNode event = event(type);
    ObjectNode response = ResponsesApi.response(head, status, finished, closingStatus);
    details.accept(response);
    event.set("response", response);
    return event;
  }

  private static ObjectNode event(String type) {
    return RequestParts.node().put("type", type);
  }

  private void write(ObjectNode event) {
    if (sequence > lastSeen) {
      frames.event(event.put("sequence_number", sequence));
    }
    sequence++;
  }

  @Override
  public void open(AnswerBlock block) {
    itemId = ResponsesApi.itemId(head, block);
    hasSummary = false;
    ObjectNode added = event("response.output_item.added").put("output_index", block.index());
    added.set("item", ResponsesApi.item(head, block, ResponsesApi.IN_PROGRESS, false));
    write(added);
    if (block.kind() == AnswerBlock.Kind.TEXT) {
      ObjectNode part = inContent("response.content_part.added", block);
      part.set("part", ResponsesApi.textPart(""));
      write(part);
    }
  }

  private ObjectNode inItem(String type, AnswerBlock block) {
    return event(type).put("item_id", itemId).put("output_index", block.index());
  }

  private ObjectNode inContent(String type, AnswerBlock block) {
    return inItem(type, block).put("content_index", 0);
  }

  private ObjectNode inSummary(String type, AnswerBlock block) {
    return inItem(type, block).put("summary_index", 0);
  }

  @Override
  public void append(AnswerBlock block, String piece) {
    switch (block.kind()) {
      case TEXT ->
          delta(block, "response.output_text.delta", ",\"content_index\":0,\"logprobs\":[]", piece);
      case THOUGHT -> {
        if (!hasSummary) {
          hasSummary = true;
          ObjectNode part = inSummary("response.reasoning_summary_part.added", block);
          part.set("part", ResponsesApi.summaryPart(""));
          write(part);
        }
        delta(block, "response.reasoning_summary_text.delta", ",\"summary_index\":0", piece);
      }
      case TOOL_CALL -> delta(block, "response.function_call_arguments.delta", "", piece);
    }
  }

  private void delta(AnswerBlock block, String type, String fields, String piece) {
    if (sequence <= lastSeen) {
      sequence++;
      return;
    }
    frames
        .raw("event: ")
        .raw(type)
        .raw("\ndata: {\"type\":\"")
        .raw(type)
        .raw("\",\"sequence_number\":")
        .number(sequence++)
        .raw(",\"item_id\":\"")
        .raw(itemId)
        .raw("\",\"output_index\":")
        .number(block.index())
        .raw(fields)
        .raw(",\"delta\":")
        .string(piece)
        .raw("}\n\n");
  }

  @Override
  public void close(AnswerBlock block) {
    switch (block.kind()) {
      case TEXT -> closeText(block);
      case THOUGHT -> closeSummary(block);
      case TOOL_CALL ->
          write(
              inItem("response.function_call_arguments.done", block)
                  .put("name", block.toolName())
                  .put("arguments", ToolArguments.text(block.content())));
    }
    finished.add(block);
    ObjectNode done = event("response.output_item.done").put("output_index", block.index());
    done.set("item", ResponsesApi.item(head, block, closingStatus, true));
    write(done);
  }

  private void closeText(AnswerBlock block) {
    ObjectNode text = inContent("response.output_text.done", block).put("text", block.content());
    text.putArray("logprobs");
    write(text);
    ObjectNode part = inContent("response.content_part.done", block);
    part.set("part", ResponsesApi.textPart(block.content()));
    write(part);
  }

  private void closeSummary(AnswerBlock block) {
    if (hasSummary) {
      write(inSummary("response.reasoning_summary_text.done", block).put("text", block.content()));
      ObjectNode part = inSummary("response.reasoning_summary_part.done", block);
      part.set("part", ResponsesApi.summaryPart(block.content()));
      write(part);
    }
  }

  @Override
  public void end(FinishReason reason, Usage usage, List<AnswerBlock> blocks) {
    ObjectNode event = event("response." + ResponsesApi.status(reason));
    ObjectNode response = new ResponsesApi().answer(head, reason, usage, blocks);
    details.accept(response);
    event.set("response", response);
    write(event);
  }

  /** Names the model that answers from now on. */
  void nameModel(AnswerHead newHead) {
    head = newHead;
  }

  /**
   * Leaves numbers out: a crash may have lost events that readers have seen, and none of those that
   * follow may have the number of one.
   */
  void skipNumbers(long count) {
    sequence += count;
  }

  /** What is closed from now on stays incomplete. */
  void breakOff() {
    closingStatus = ResponsesApi.INCOMPLETE;
  }

  /** Writes that the response was cancelled. The API has no event of its own for that. */
  void cancel() {
    write(withResponse("response.incomplete", ResponsesApi.CANCELLED));
  }

  /** Writes that the response failed. */
  void fail(ObjectNode error) {
    ObjectNode event = withResponse("response.failed", ResponsesApi.FAILED);
    ((ObjectNode) event.get("response")).set("error", error);
    write(event);
  }

  @Override
  public void fail(CallError error, String requestId) {
    fail(ResponsesApi.failure(error.status() == 429, error.message()));
  }
}
