package dev.firstword.api.compatible;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.attachment.AttachmentPolicy;
import dev.firstword.core.direct.AnswerBlock;
import dev.firstword.core.direct.DirectRequest;
import dev.firstword.core.identity.Caller;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.util.List;

/** One of the providers' APIs, as a server of it sees it: requests, answers, streams and errors. */
public interface CompatibleApi {

  /** All of them. */
  static List<CompatibleApi> all() {
    return List.of(messages(), chatCompletions(), responses());
  }

  /** OpenAI's Responses API. */
  static CompatibleApi responses() {
    return new ResponsesApi();
  }

  /** Anthropic's Messages API. */
  static CompatibleApi messages() {
    return new MessagesApi();
  }

  /** OpenAI's chat completions. */
  static CompatibleApi chatCompletions() {
    return new ChatCompletionsApi();
  }

  /** Returns the name in metrics. */
  String name();

  /** Returns what of a request reaches a provider of the same API unchanged. */
  PassthroughRules passthrough();

  /** Returns the path that requests are posted to. */
  String path();

  /** Returns the path that counts the input tokens of a request; empty if there is none. */
  String countTokensPath();

  /** Returns the answer to a request that only counts tokens. */
  ObjectNode tokenCount(long tokens);

  /** Returns a new id of an answer, such as {@code msg_01jd...}. */
  String createId(long epochMs);

  /**
   * Reads a request.
   *
   * @param attachments which images and files are accepted
   * @param caller whose request it is
   * @throws dev.firstword.core.protocol.ProblemException if it is invalid, or asks for something
   *     that this server does not do
   */
  DirectRequest read(JsonNode body, AttachmentPolicy attachments, Caller caller);

  /** Returns the writer of one stream. */
  AnswerWriter writer(AnswerHead head, FrameBuffer frames);

  /** Returns a whole answer. */
  ObjectNode answer(AnswerHead head, FinishReason reason, Usage usage, List<AnswerBlock> blocks);

  /** Returns the body of an error response. */
  ObjectNode error(CallError error, String requestId);

  /** Returns the HTTP status of an error, where this API has one of its own for it. */
  default int status(CallError error) {
    return error.status();
  }

  /**
   * Returns whether clients pass over an error in a stream, so that only a broken connection tells
   * them that the answer is incomplete.
   */
  default boolean isErrorOverlooked() {
    return false;
  }
}
