package dev.firstword.system.springai;

import com.anthropic.errors.AnthropicServiceException;
import com.openai.errors.OpenAIServiceException;
import dev.firstword.system.ClientAnswer;
import dev.firstword.system.ClientCase;
import dev.firstword.system.ClientChat;
import dev.firstword.system.ClientFailure;
import dev.firstword.system.ClientQuestion;
import dev.firstword.system.ClientQuestion.Extra;
import dev.firstword.system.TestedClient;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.MessageAggregator;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;
import tools.jackson.databind.json.JsonMapper;

/** A chat model of Spring AI. */
record SpringAiClient(
    String title, Api api, ModelFactory models, Map<ClientCase, String> impossible)
    implements TestedClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final JsonMapper JSON = new JsonMapper();

  private interface ModelFactory {
    Configured open(URI server, String key);
  }

  /** A model, and what the options of a question are for it. */
  private record Configured(ChatModel model, Function<ClientQuestion, ChatOptions> options) {}

  static TestedClient messages() {
    return new SpringAiClient(
        "Spring AI, Anthropic", Api.MESSAGES, SpringAiClient::anthropic, Map.of());
  }

  static TestedClient chatCompletions() {
    return new SpringAiClient(
        "Spring AI, OpenAI",
        Api.CHAT_COMPLETIONS,
        SpringAiClient::openAi,
        Map.of(
            ClientCase.SIGNED_THOUGHTS, NO_SIGNATURES, ClientCase.HIDDEN_THOUGHTS, NO_SIGNATURES));
  }

  private static Configured anthropic(URI server, String key) {
    AnthropicChatOptions access =
        AnthropicChatOptions.builder()
            .baseUrl(server.toString())
            .apiKey(key)
            .timeout(TIMEOUT)
            .maxRetries(0)
            .build();
    return new Configured(
        AnthropicChatModel.builder().options(access).build(),
        question -> {
          AnthropicChatOptions.Builder options =
              AnthropicChatOptions.builder()
                  .model(question.model())
                  .maxTokens(question.maxTokens());
          if (question.has(Extra.TOOL)) {
            options.toolCallbacks(new SearchTool());
          }
          if (question.has(Extra.SCHEMA)) {
            options.outputSchema(json(ClientQuestion.schema()));
          }
          return options.build();
        });
  }

  private static Configured openAi(URI server, String key) {
    OpenAiChatOptions access =
        OpenAiChatOptions.builder()
            .baseUrl(server + "/v1")
            .apiKey(key)
            .timeout(TIMEOUT)
            .maxRetries(0)
            .build();
    return new Configured(
        OpenAiChatModel.builder().options(access).build(),
        question -> {
          OpenAiChatOptions.Builder options =
              OpenAiChatOptions.builder()
                  .model(question.model())
                  .maxCompletionTokens(question.maxTokens());
          if (question.isStreamed()) {
            options.streamUsage(true);
          }
          if (question.has(Extra.TOOL)) {
            options.toolCallbacks(new SearchTool());
          }
          if (question.has(Extra.SCHEMA)) {
            options.outputSchema(json(ClientQuestion.schema()));
          }
          return options.build();
        });
  }

  private static String json(Map<String, Object> value) {
    return JSON.writeValueAsString(value);
  }

  @Override
  public Chat open(URI server, String key) {
    return new SpringAiChat(models.open(server, key));
  }

  @Override
  public String toString() {
    return title;
  }

  /** A tool that the application runs itself. */
  private static final class SearchTool implements ToolCallback {

    @Override
    public ToolDefinition getToolDefinition() {
      return ToolDefinition.builder()
          .name(ClientQuestion.TOOL)
          .description("Searches")
          .inputSchema(json(ClientQuestion.toolParameters()))
          .build();
    }

    @Override
    public String call(String arguments) {
      throw new UnsupportedOperationException("the application runs the tools");
    }
  }

  private static final class SpringAiChat extends ClientChat {

    private final Configured configured;
    private final List<Message> history = new ArrayList<>();

    SpringAiChat(Configured configured) {
      this.configured = configured;
    }

    @Override
    protected void add(ClientQuestion question) {
      history.add(message(question));
    }

    @Override
    public void abort(ClientQuestion question) {
      add(question);
      configured.model.stream(prompt(question)).blockFirst(TIMEOUT);
    }

    @Override
    public void close() {
      // The models have no close.
    }

    @Override
    protected ClientAnswer answer(ClientQuestion question) {
      try {
        int[] pieces = {1};
        ChatResponse response =
            question.isStreamed()
                ? stream(question, pieces)
                : configured.model.call(prompt(question));
        // A thought is a result of its own, before the one that is handed back.
        AssistantMessage message = response.getResults().getLast().getOutput();
        history.add(message);
        if (message.hasToolCalls()) {
          history.add(results(message));
        }
        Usage usage = response.getMetadata().getUsage();
        return new ClientAnswer(
            Objects.requireNonNullElse(message.getText(), ""),
            pieces[0],
            message.getToolCalls().size(),
            usage.getPromptTokens(),
            usage.getCompletionTokens());
      } catch (RuntimeException e) {
        throw failure(e);
      }
    }

    private ChatResponse stream(ClientQuestion question, int[] pieces) {
      AtomicReference<@Nullable ChatResponse> whole = new AtomicReference<>();
      new MessageAggregator()
          .aggregate(
              configured.model.stream(prompt(question)).doOnNext(_ -> pieces[0]++), whole::set)
          .blockLast(TIMEOUT);
      return Objects.requireNonNull(whole.get());
    }

    private static ClientFailure failure(RuntimeException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof AnthropicServiceException answered) {
          return new ClientFailure(
              answered.statusCode(), first(answered.headers().values("retry-after")), e);
        }
        if (cause instanceof OpenAIServiceException answered) {
          return new ClientFailure(
              answered.statusCode(), first(answered.headers().values("retry-after")), e);
        }
      }
      return new ClientFailure(0, null, e);
    }

    private static @Nullable String first(List<String> values) {
      return values.isEmpty() ? null : values.getFirst();
    }

    private Prompt prompt(ClientQuestion question) {
      return new Prompt(List.copyOf(history), configured.options.apply(question));
    }

    private static ToolResponseMessage results(AssistantMessage message) {
      return ToolResponseMessage.builder()
          .responses(
              message.getToolCalls().stream()
                  .map(call -> new ToolResponse(call.id(), call.name(), ClientQuestion.RESULT))
                  .toList())
          .build();
    }

    private static UserMessage message(ClientQuestion question) {
      List<Media> media = new ArrayList<>();
      if (question.has(Extra.IMAGE)) {
        media.add(media(MimeTypeUtils.IMAGE_PNG, ClientQuestion.image()));
      }
      if (question.has(Extra.PDF)) {
        media.add(media(MimeType.valueOf("application/pdf"), ClientQuestion.pdf()));
      }
      return UserMessage.builder().text(question.text()).media(media).build();
    }

    private static Media media(MimeType type, byte[] content) {
      return Media.builder().mimeType(type).data(content).name("attachment").build();
    }
  }
}
