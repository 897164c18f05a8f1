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

/**
 * Anthropic's Messages API, as its SDKs of the versions {@code 2023-06-01} and later read it. No
 * event is added to those of the API, since some clients fail on events that they do not know.
 */
final class MessagesApi implements CompatibleApi {

  static final String NAME = "messages";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public PassthroughRules passthrough() {
    return PassthroughRules.MESSAGES;
  }

  @Override
  public String path() {
    return "/v1/messages";
  }

  @Override
  public String countTokensPath() {
    return "/v1/messages/count_tokens";
  }

  @Override
  public ObjectNode tokenCount(long tokens) {
    return RequestParts.node().put("input_tokens", tokens);
  }

  @Override
  public String createId(long epochMs) {
    return Identifier.create("msg", epochMs);
  }

  @Override
  public DirectRequest read(JsonNode body, AttachmentPolicy attachments, Caller caller) {
    return new MessagesRequest(new RequestFields(body), attachments).read(caller);
  }

  @Override
  public AnswerWriter writer(AnswerHead head, FrameBuffer frames) {
    return new MessagesWriter(head, frames);
  }

  @Override
  public ObjectNode answer(
      AnswerHead head, FinishReason reason, Usage usage, List<AnswerBlock> blocks) {
    ObjectNode answer = message(head);
    ArrayNode content = answer.putArray("content");
    blocks.forEach(block -> content.add(content(head, block)));
    answer.put("stop_reason", stopReason(reason));
    answer.putNull("stop_sequence");
    answer.set("usage", usage(usage));
    return answer;
  }

  /** Returns a message without content. */
  static ObjectNode message(AnswerHead head) {
    return RequestParts.node()
        .put("id", head.id())
        .put("type", "message")
        .put("role", "assistant")
        .put("model", head.model());
  }

  private static ObjectNode content(AnswerHead head, AnswerBlock block) {
    return switch (block.kind()) {
      case TEXT -> RequestParts.node().put("type", "text").put("text", block.content());
      case THOUGHT -> {
        String redacted = OpaqueThought.redactedData(head, block);
        yield redacted == null
            ? RequestParts.node()
                .put("type", "thinking")
                .put("thinking", block.content())
                .put("signature", OpaqueThought.signature(head, block))
            : RequestParts.node().put("type", "redacted_thinking").put("data", redacted);
      }
      case TOOL_CALL -> {
        ObjectNode call =
            RequestParts.node()
                .put("type", "tool_use")
                .put("id", block.callId())
                .put("name", block.toolName());
        call.set("input", ToolArguments.parsed(block.content()));
        yield call;
      }
    };
  }

  static String stopReason(FinishReason reason) {
    return switch (reason) {
      case STOP, OTHER -> "end_turn";
      // The blocks that would have to be sent back are not passed on.
      case LENGTH, PAUSE -> "max_tokens";
      case TOOL_CALLS -> "tool_use";
      case REFUSAL -> "refusal";
    };
  }

  static ObjectNode usage(Usage usage) {
    return RequestParts.node()
        .put("input_tokens", usage.inputTokens())
        .put("cache_creation_input_tokens", usage.cacheCreationInputTokens())
        .put("cache_read_input_tokens", usage.cacheReadInputTokens())
        .put("output_tokens", usage.outputTokens());
  }

  @Override
  public ObjectNode error(CallError error, String requestId) {
    return errorBody(error, requestId);
  }

  static ObjectNode errorBody(CallError error, String requestId) {
    ObjectNode body = RequestParts.node().put("type", "error");
    body.putObject("error").put("type", errorType(error.status())).put("message", error.message());
    return body.put("request_id", requestId);
  }

  private static String errorType(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 504 -> "timeout_error";
      case CallError.OVERLOADED, 503 -> "overloaded_error";
      default -> status < 500 ? "invalid_request_error" : "api_error";
    };
  }
}
