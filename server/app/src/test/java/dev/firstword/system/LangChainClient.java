package dev.firstword.system;

import dev.firstword.system.ClientQuestion.Extra;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.pdf.PdfFile;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiResponsesChatModel;
import dev.langchain4j.model.openai.OpenAiResponsesStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.TokenUsage;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** LangChain4j, with each of the APIs. */
record LangChainClient(String title, Api api, Models models, Map<ClientCase, String> impossible)
    implements TestedClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final String NO_HEADERS =
      "LangChain4j gives the status of a failure, but not its headers.";

  private static final String NO_TEXT = "LangChain4j drops a thought that has no text.";

  private interface Models {
    Pair open(URI server, String key);
  }

  private record Pair(ChatModel whole, StreamingChatModel streaming) {}

  static TestedClient messages() {
    return new LangChainClient(
        "LangChain4j, Anthropic",
        Api.MESSAGES,
        (server, key) ->
            new Pair(
                AnthropicChatModel.builder()
                    .baseUrl(server + "/v1")
                    .apiKey(key)
                    .modelName("unset")
                    .returnThinking(true)
                    .timeout(TIMEOUT)
                    .maxRetries(0)
                    .build(),
                AnthropicStreamingChatModel.builder()
                    .baseUrl(server + "/v1")
                    .apiKey(key)
                    .modelName("unset")
                    .returnThinking(true)
                    .timeout(TIMEOUT)
                    .build()),
        Map.of(ClientCase.RETRY_AFTER, NO_HEADERS, ClientCase.HIDDEN_THOUGHTS, NO_TEXT));
  }

  static TestedClient chatCompletions() {
    return new LangChainClient(
        "LangChain4j, OpenAI chat completions",
        Api.CHAT_COMPLETIONS,
        (server, key) ->
            new Pair(
                OpenAiChatModel.builder()
                    .baseUrl(server + "/v1")
                    .apiKey(key)
                    .timeout(TIMEOUT)
                    .strictJsonSchema(true)
                    .maxRetries(0)
                    .build(),
                OpenAiStreamingChatModel.builder()
                    .baseUrl(server + "/v1")
                    .apiKey(key)
                    .timeout(TIMEOUT)
                    .build()),
        Map.of(
            ClientCase.RETRY_AFTER,
            NO_HEADERS,
            ClientCase.SIGNED_THOUGHTS,
            TestedClient.NO_SIGNATURES,
            ClientCase.HIDDEN_THOUGHTS,
            TestedClient.NO_SIGNATURES));
  }

  static TestedClient responses() {
    return new LangChainClient(
        "LangChain4j, OpenAI Responses",
        Api.RESPONSES,
        (server, key) ->
            new Pair(
                OpenAiResponsesChatModel.builder()
                    .baseUrl(server + "/v1")
                    .apiKey(key)
                    .modelName("unset")
                    .store(false)
                    .include(List.of("reasoning.encrypted_content"))
                    .build(),
                OpenAiResponsesStreamingChatModel.builder()
                    .baseUrl(server + "/v1")
                    .apiKey(key)
                    .modelName("unset")
                    .store(false)
                    .include(List.of("reasoning.encrypted_content"))
                    .build()),
        Map.of(ClientCase.RETRY_AFTER, NO_HEADERS));
  }

  @Override
  public Chat open(URI server, String key) {
    return new LangChainChat(models.open(server, key));
  }

  @Override
  public String toString() {
    return title;
  }

  private static final class LangChainChat extends ClientChat {

    private final Pair models;
    private final List<ChatMessage> history = new ArrayList<>();

    LangChainChat(Pair models) {
      this.models = models;
    }

    @Override
    protected void add(ClientQuestion question) {
      history.add(message(question));
    }

    @Override
    public void abort(ClientQuestion question) {
      add(question);
      Pieces pieces = new Pieces(true);
      models.streaming.chat(request(question), pieces);
      pieces.awaitFirst();
    }

    @Override
    public void close() {
      // Its HTTP client is shared by all models.
    }

    @Override
    protected ClientAnswer answer(ClientQuestion question) {
      try {
        Pieces pieces = new Pieces(false);
        ChatResponse response;
        if (question.isStreamed()) {
          models.streaming.chat(request(question), pieces);
          response = pieces.await();
        } else {
          response = models.whole.chat(request(question));
        }
        AiMessage message = response.aiMessage();
        history.add(message);
        for (ToolExecutionRequest call : message.toolExecutionRequests()) {
          history.add(ToolExecutionResultMessage.from(call, ClientQuestion.RESULT));
        }
        TokenUsage usage = response.tokenUsage();
        return new ClientAnswer(
            Objects.requireNonNullElse(message.text(), ""),
            pieces.count.get(),
            message.toolExecutionRequests().size(),
            inputTokens(usage),
            usage.outputTokenCount());
      } catch (LangChain4jException e) {
        throw failure(e);
      }
    }

    private static long inputTokens(TokenUsage usage) {
      return usage instanceof AnthropicTokenUsage cached
          ? (long) usage.inputTokenCount()
              + Objects.requireNonNullElse(cached.cacheCreationInputTokens(), 0)
              + Objects.requireNonNullElse(cached.cacheReadInputTokens(), 0)
          : usage.inputTokenCount();
    }

    private static ClientFailure failure(Throwable e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof HttpException answered) {
          return new ClientFailure(answered.statusCode(), null, e);
        }
      }
      return new ClientFailure(0, null, e);
    }

    private ChatRequest request(ClientQuestion question) {
      ChatRequest.Builder request =
          ChatRequest.builder()
              .messages(List.copyOf(history))
              .modelName(question.model())
              .maxOutputTokens(question.maxTokens());
      if (question.has(Extra.TOOL)) {
        request.toolSpecifications(
            ToolSpecification.builder()
                .name(ClientQuestion.TOOL)
                .parameters(object(ClientQuestion.TOOL_FIELD))
                .build());
      }
      if (question.has(Extra.SCHEMA)) {
        request.responseFormat(
            ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(
                    JsonSchema.builder()
                        .name("answer")
                        .rootElement(object(ClientQuestion.SCHEMA_FIELD))
                        .build())
                .build());
      }
      return request.build();
    }

    private static JsonObjectSchema object(String field) {
      return JsonObjectSchema.builder().addStringProperty(field).required(field).build();
    }

    private static UserMessage message(ClientQuestion question) {
      List<Content> parts = new ArrayList<>();
      parts.add(TextContent.from(question.text()));
      if (question.has(Extra.IMAGE)) {
        parts.add(ImageContent.from(base64(ClientQuestion.image()), "image/png"));
      }
      if (question.has(Extra.PDF)) {
        parts.add(
            PdfFileContent.from(
                PdfFile.builder()
                    .base64Data(base64(ClientQuestion.pdf()))
                    .mimeType("application/pdf")
                    .build()));
      }
      return UserMessage.from(parts);
    }

    private static String base64(byte[] content) {
      return Base64.getEncoder().encodeToString(content);
    }

    /** Counts the pieces of an answer. */
    private static final class Pieces implements StreamingChatResponseHandler {

      private final boolean isAborted;
      private final CompletableFuture<Boolean> first = new CompletableFuture<>();
      private final CompletableFuture<ChatResponse> response = new CompletableFuture<>();
      private final AtomicInteger count = new AtomicInteger(1);

      Pieces(boolean isAborted) {
        this.isAborted = isAborted;
      }

      @Override
      public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
        count.incrementAndGet();
        if (isAborted) {
          context.streamingHandle().cancel();
        }
        first.complete(true);
      }

      @Override
      public void onCompleteResponse(ChatResponse complete) {
        response.complete(complete);
      }

      @Override
      public void onError(Throwable error) {
        response.completeExceptionally(error);
        first.completeExceptionally(error);
      }

      void awaitFirst() {
        first.orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
      }

      ChatResponse await() {
        try {
          return response.orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
          throw failure(e);
        }
      }
    }
  }
}
