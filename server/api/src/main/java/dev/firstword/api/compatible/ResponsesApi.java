package dev.firstword.api.compatible;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.attachment.AttachmentPolicy;
import dev.firstword.core.direct.AnswerBlock;
import dev.firstword.core.direct.DirectRequest;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.protocol.Identifier;
import dev.firstword.core.protocol.RequestFields;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.util.List;

/** OpenAI's Responses API. */
final class ResponsesApi implements CompatibleApi {

  static final String NAME = "responses";

  /** The statuses of a response and of its items. */
  static final String IN_PROGRESS = "in_progress";

  static final String COMPLETED = "completed";
  static final String INCOMPLETE = "incomplete";
  static final String FAILED = "failed";
  static final String CANCELLED = "cancelled";
  static final String QUEUED = "queued";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public PassthroughRules passthrough() {
    return PassthroughRules.RESPONSES;
  }

  @Override
  public String path() {
    return "/v1/responses";
  }

  @Override
  public String countTokensPath() {
    return "/v1/responses/input_tokens";
  }

  @Override
  public ObjectNode tokenCount(long tokens) {
    return RequestParts.node().put("object", "response.input_tokens").put("input_tokens", tokens);
  }

  @Override
  public String createId(long epochMs) {
    return Identifier.create("resp", epochMs);
  }

  @Override
  public DirectRequest read(JsonNode body, AttachmentPolicy attachments, Caller caller) {
    return new ResponsesRequest(new RequestFields(body), attachments).read(caller);
  }

  @Override
  public AnswerWriter writer(AnswerHead head, FrameBuffer frames) {
    return new ResponsesWriter(head, frames);
  }

  @Override
  public ObjectNode answer(
      AnswerHead head, FinishReason reason, Usage usage, List<AnswerBlock> blocks) {
    ObjectNode response = response(head, status(reason), blocks);
    String incomplete = incompleteReason(reason);
    if (!incomplete.isEmpty()) {
      response.putObject("incomplete_details").put("reason", incomplete);
    }
    response.set("usage", usage(usage));
    return response;
  }

  /** Returns a response with these blocks, all complete, as its output. */
  static ObjectNode response(AnswerHead head, String status, List<AnswerBlock> blocks) {
    return response(head, status, blocks, COMPLETED);
  }

  /**
   * Returns a response with these blocks as its output.
   *
   * @param lastStatus the status of the last block
   */
  static ObjectNode response(
      AnswerHead head, String status, List<AnswerBlock> blocks, String lastStatus) {
    ObjectNode response =
        RequestParts.node()
            .put("id", head.id())
            .put("object", "response")
            .put("created_at", head.createdSeconds())
            .put("status", status)
            .put("model", head.model());
    ArrayNode output = response.putArray("output");
    for (AnswerBlock block : blocks) {
      output.add(item(head, block, block == blocks.getLast() ? lastStatus : COMPLETED, true));
    }
    response.putNull("error").putNull("incomplete_details").putNull("instructions");
    response.putObject("metadata");
    response
        .put("parallel_tool_calls", true)
        .put("tool_choice", "auto")
        .putNull("temperature")
        .putNull("top_p")
        .put("store", false);
    response.putArray("tools");
    return response;
  }

  /** Returns an item of the output, with its content if wanted. */
  static ObjectNode item(AnswerHead head, AnswerBlock block, String status, boolean hasContent) {
    ObjectNode item = RequestParts.node().put("id", itemId(head, block));
    switch (block.kind()) {
      case TEXT -> {
        item.put("type", "message").put("role", "assistant").put("status", status);
        ArrayNode content = item.putArray("content");
        if (hasContent) {
          content.add(textPart(block.content()));
        }
      }
      case THOUGHT -> {
        item.put("type", "reasoning");
        ArrayNode summary = item.putArray("summary");
        if (hasContent && !block.content().isEmpty()) {
          summary.add(summaryPart(block.content()));
        }
        String encrypted = OpaqueThought.encryptedContent(head, block);
        if (encrypted != null) {
          item.put("encrypted_content", encrypted);
        }
      }
      case TOOL_CALL ->
          item.put("type", "function_call")
              .put("status", status)
              .put("call_id", block.callId())
              .put("name", block.toolName())
              .put("arguments", hasContent ? ToolArguments.text(block.content()) : "");
    }
    return item;
  }

  /** Returns why a response failed. */
  static ObjectNode failure(boolean isRateLimited, String message) {
    return RequestParts.node()
        .put("code", isRateLimited ? "rate_limit_exceeded" : "server_error")
        .put("message", message);
  }

  static String itemId(AnswerHead head, AnswerBlock block) {
    String prefix =
        switch (block.kind()) {
          case TEXT -> "msg";
          case THOUGHT -> "rs";
          case TOOL_CALL -> "fc";
        };
    return prefix + head.id().substring(head.id().indexOf('_')) + "_" + block.index();
  }

  static ObjectNode textPart(String text) {
    ObjectNode part = RequestParts.node().put("type", "output_text").put("text", text);
    part.putArray("annotations");
    part.putArray("logprobs");
    return part;
  }

  static ObjectNode summaryPart(String text) {
    return RequestParts.node().put("type", "summary_text").put("text", text);
  }

  static String status(FinishReason reason) {
    return incompleteReason(reason).isEmpty() ? COMPLETED : INCOMPLETE;
  }

  private static String incompleteReason(FinishReason reason) {
    return switch (reason) {
      case STOP, TOOL_CALLS, OTHER -> "";
      // The blocks that would have to be sent back are not passed on.
      case LENGTH, PAUSE -> "max_output_tokens";
      case REFUSAL -> "content_filter";
    };
  }

  static ObjectNode usage(Usage usage) {
    long input =
        usage.inputTokens() + usage.cacheCreationInputTokens() + usage.cacheReadInputTokens();
    ObjectNode counts = RequestParts.node().put("input_tokens", input);
    counts
        .putObject("input_tokens_details")
        .put("cached_tokens", usage.cacheReadInputTokens())
        .put("cache_write_tokens", usage.cacheCreationInputTokens());
    counts.put("output_tokens", usage.outputTokens());
    counts.putObject("output_tokens_details").put("reasoning_tokens", usage.thinkingTokens());
    return counts.put("total_tokens", input + usage.outputTokens());
  }

  @Override
  public ObjectNode error(CallError error, String requestId) {
    return OpenAiErrors.body(error);
  }

  @Override
  public int status(CallError error) {
    return OpenAiErrors.status(error);
  }
}
