package dev.firstword.system;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.DocumentBlockParam;
import com.anthropic.models.messages.JsonOutputFormat;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.OutputConfig;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.anthropic.models.messages.Usage;
import dev.firstword.system.ClientQuestion.Extra;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** anthropic-java. */
final class AnthropicMessagesClient implements TestedClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @Override
  public String title() {
    return "anthropic-java";
  }

  @Override
  public Api api() {
    return Api.MESSAGES;
  }

  @Override
  public Map<ClientCase, String> impossible() {
    return Map.of();
  }

  @Override
  public String toString() {
    return title();
  }

  @Override
  public Chat open(URI server, String key) {
    return new MessagesChat(
        AnthropicOkHttpClient.builder()
            .baseUrl(server.toString())
            .apiKey(key)
            .maxRetries(0)
            .timeout(TIMEOUT)
            .build());
  }

  private static final class MessagesChat extends ClientChat {

    private final AnthropicClient client;
    private final List<Consumer<MessageCreateParams.Builder>> history = new ArrayList<>();

    MessagesChat(AnthropicClient client) {
      this.client = client;
    }

    @Override
    protected void add(ClientQuestion question) {
      history.add(builder -> builder.addUserMessageOfContentBlockParams(parts(question)));
    }

    @Override
    public void abort(ClientQuestion question) {
      history.add(builder -> builder.addUserMessage(question.text()));
      try (StreamResponse<RawMessageStreamEvent> stream =
          client.messages().createStreaming(params(question))) {
        var _ =
            stream.stream()
                .filter(RawMessageStreamEvent::isContentBlockDelta)
                .findFirst()
                .orElseThrow();
      }
    }

    @Override
    public void close() {
      client.close();
    }

    @Override
    protected ClientAnswer answer(ClientQuestion question) {
      try {
        int[] pieces = {1};
        Message message =
            question.isStreamed()
                ? stream(params(question), pieces)
                : client.messages().create(params(question)).validate();
        List<ToolUseBlock> calls =
            message.content().stream().flatMap(block -> block.toolUse().stream()).toList();
        history.add(builder -> builder.addMessage(message));
        if (!calls.isEmpty()) {
          history.add(builder -> builder.addUserMessageOfContentBlockParams(results(calls)));
        }
        return new ClientAnswer(
            text(message),
            pieces[0],
            calls.size(),
            inputTokens(message.usage()),
            message.usage().outputTokens());
      } catch (AnthropicServiceException e) {
        throw new ClientFailure(
            e.statusCode(), e.headers().values("retry-after").stream().findFirst().orElse(null), e);
      } catch (AnthropicException e) {
        throw new ClientFailure(0, null, e);
      }
    }

    private Message stream(MessageCreateParams params, int[] pieces) {
      MessageAccumulator accumulator = MessageAccumulator.create();
      try (StreamResponse<RawMessageStreamEvent> stream =
          client.messages().createStreaming(params)) {
        stream.stream()
            .forEach(event -> {
              pieces[0] += event.isContentBlockDelta() ? 1 : 0;
              accumulator.accumulate(event.validate());
            });
      }
      return accumulator.message().validate();
    }

    private static String text(Message message) {
      return message.content().stream()
          .flatMap(block -> block.text().stream())
          .map(block -> block.text())
          .collect(Collectors.joining());
    }

    private static long inputTokens(Usage usage) {
      return usage.inputTokens()
          + usage.cacheCreationInputTokens().orElse(0L)
          + usage.cacheReadInputTokens().orElse(0L);
    }

    private MessageCreateParams params(ClientQuestion question) {
      MessageCreateParams.Builder params =
          MessageCreateParams.builder().model(question.model()).maxTokens(question.maxTokens());
      history.forEach(message -> message.accept(params));
      if (question.has(Extra.TOOL)) {
        params.addTool(tool());
      }
      if (question.has(Extra.SCHEMA)) {
        params.outputConfig(OutputConfig.builder().format(format()).build());
      }
      return params.build();
    }

    private static Tool tool() {
      return Tool.builder()
          .name(ClientQuestion.TOOL)
          .inputSchema(
              Tool.InputSchema.builder()
                  .properties(
                      Tool.InputSchema.Properties.builder()
                          .putAdditionalProperty(
                              ClientQuestion.TOOL_FIELD, JsonValue.from(Map.of("type", "string")))
                          .build())
                  .addRequired(ClientQuestion.TOOL_FIELD)
                  .build())
          .build();
    }

    private static JsonOutputFormat format() {
      JsonOutputFormat.Schema.Builder schema = JsonOutputFormat.Schema.builder();
      ClientQuestion.schema()
          .forEach((name, value) -> schema.putAdditionalProperty(name, JsonValue.from(value)));
      return JsonOutputFormat.builder().schema(schema.build()).build();
    }

    private static List<ContentBlockParam> results(List<ToolUseBlock> calls) {
      return calls.stream()
          .map(call ->
              ContentBlockParam.ofToolResult(
                  ToolResultBlockParam.builder()
                      .toolUseId(call.id())
                      .content(ClientQuestion.RESULT)
                      .build()))
          .toList();
    }

    private static List<ContentBlockParam> parts(ClientQuestion question) {
      List<ContentBlockParam> parts = new ArrayList<>();
      parts.add(ContentBlockParam.ofText(question.text()));
      if (question.has(Extra.IMAGE)) {
        parts.add(
            ContentBlockParam.ofImage(
                Base64ImageSource.builder()
                    .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                    .data(base64(ClientQuestion.image()))
                    .build()));
      }
      if (question.has(Extra.PDF)) {
        parts.add(
            ContentBlockParam.ofDocument(
                DocumentBlockParam.builder().base64Source(base64(ClientQuestion.pdf())).build()));
      }
      return parts;
    }

    private static String base64(byte[] content) {
      return Base64.getEncoder().encodeToString(content);
    }
  }
}
