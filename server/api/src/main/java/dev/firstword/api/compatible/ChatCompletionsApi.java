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
import java.util.stream.Collectors;

/** OpenAI's chat completions, as its SDKs and those of compatible servers read them. */
final class ChatCompletionsApi implements CompatibleApi {

  static final String NAME = "chat_completions";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public PassthroughRules passthrough() {
    return PassthroughRules.CHAT_COMPLETIONS;
  }

  @Override
  public String path() {
    return "/v1/chat/completions";
  }

  @Override
  public String countTokensPath() {
    return "";
  }

  @Override
  public ObjectNode tokenCount(long tokens) {
    throw new UnsupportedOperationException("this API counts no tokens");
  }

  @Override
  public String createId(long epochMs) {
    return Identifier.create("chatcmpl", epochMs).replace('_', '-');
  }

  @Override
  public DirectRequest read(JsonNode body, AttachmentPolicy attachments, Caller caller) {
    return new ChatCompletionsRequest(new RequestFields(body), attachments).read(caller);
  }

  @Override
  public AnswerWriter writer(AnswerHead head, FrameBuffer frames) {
    return new ChatCompletionsWriter(head, frames);
  }

  @Override
  public ObjectNode answer(
      AnswerHead head, FinishReason reason, Usage usage, List<AnswerBlock> blocks) {
    ObjectNode answer =
        RequestParts.node()
            .put("id", head.id())
            .put("object", "chat.completion")
            .put("created", head.createdSeconds())
            .put("model", head.model());
    ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
    writeMessage(choice.putObject("message"), blocks);
    choice.putNull("logprobs").put("finish_reason", finishReason(reason));
    answer.set("usage", usage(usage));
    return answer;
  }

  private static void writeMessage(ObjectNode message, List<AnswerBlock> blocks) {
    String text = joined(blocks, AnswerBlock.Kind.TEXT);
    String thoughts = joined(blocks, AnswerBlock.Kind.THOUGHT);
    List<AnswerBlock> calls =
        blocks.stream().filter(block -> block.kind() == AnswerBlock.Kind.TOOL_CALL).toList();
    message.put("role", "assistant");
    if (text.isEmpty() && !calls.isEmpty()) {
      message.putNull("content");
    } else {
      message.put("content", text);
    }
    message.putNull("refusal");
    if (!thoughts.isEmpty()) {
      message.put("reasoning_content", thoughts);
    }
    if (!calls.isEmpty()) {
      ArrayNode list = message.putArray("tool_calls");
      for (AnswerBlock call : calls) {
        list.addObject()
            .put("id", call.callId())
            .put("type", "function")
            .putObject("function")
            .put("name", call.toolName())
            .put("arguments", ToolArguments.text(call.content()));
      }
    }
  }

  private static String joined(List<AnswerBlock> blocks, AnswerBlock.Kind kind) {
    return blocks.stream()
        .filter(block -> block.kind() == kind)
        .map(AnswerBlock::content)
        .collect(Collectors.joining());
  }

  static String finishReason(FinishReason reason) {
    return switch (reason) {
      case STOP, OTHER -> "stop";
      // The blocks that would have to be sent back are not passed on.
      case LENGTH, PAUSE -> "length";
      case TOOL_CALLS -> "tool_calls";
      case REFUSAL -> "content_filter";
    };
  }

  static ObjectNode usage(Usage usage) {
    long input =
        usage.inputTokens() + usage.cacheCreationInputTokens() + usage.cacheReadInputTokens();
    ObjectNode counts =
        RequestParts.node()
            .put("prompt_tokens", input)
            .put("completion_tokens", usage.outputTokens())
            .put("total_tokens", input + usage.outputTokens());
    counts.putObject("prompt_tokens_details").put("cached_tokens", usage.cacheReadInputTokens());
    counts.putObject("completion_tokens_details").put("reasoning_tokens", usage.thinkingTokens());
    return counts;
  }

  @Override
  public ObjectNode error(CallError error, String requestId) {
    return OpenAiErrors.body(error);
  }

  @Override
  public int status(CallError error) {
    return OpenAiErrors.status(error);
  }

  @Override
  public boolean isErrorOverlooked() {
    return true;
  }
}
