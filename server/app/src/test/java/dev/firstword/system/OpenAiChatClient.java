package dev.firstword.system;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.completions.CompletionUsage;
import dev.firstword.system.ClientQuestion.Extra;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** openai-java, with chat completions. */
final class OpenAiChatClient implements TestedClient {

  @Override
  public String title() {
    return "openai-java, chat completions";
  }

  @Override
  public Api api() {
    return Api.CHAT_COMPLETIONS;
  }

  @Override
  public Map<ClientCase, String> impossible() {
    return Map.of(
        ClientCase.SIGNED_THOUGHTS, NO_SIGNATURES, ClientCase.HIDDEN_THOUGHTS, NO_SIGNATURES);
  }

  @Override
  public String toString() {
    return title();
  }

  @Override
  public Chat open(URI server, String key) {
    return new OpenAiChat(OpenAiJava.client(server, key));
  }

  private static final class OpenAiChat extends ClientChat {

    private final OpenAIClient client;
    private final List<Consumer<ChatCompletionCreateParams.Builder>> history = new ArrayList<>();

    OpenAiChat(OpenAIClient client) {
      this.client = client;
    }

    @Override
    protected void add(ClientQuestion question) {
      history.add(builder -> builder.addUserMessageOfArrayOfContentParts(parts(question)));
    }

    @Override
    public void abort(ClientQuestion question) {
      history.add(builder -> builder.addUserMessage(question.text()));
      try (StreamResponse<ChatCompletionChunk> stream =
          client.chat().completions().createStreaming(params(question))) {
        var _ = stream.stream().findFirst().orElseThrow();
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
        ChatCompletion completion =
            question.isStreamed()
                ? stream(params(question), pieces)
                : client.chat().completions().create(params(question)).validate();
        ChatCompletionMessage message = completion.choices().getFirst().message();
        List<ChatCompletionMessageToolCall> calls = message.toolCalls().orElse(List.of());
        history.add(builder -> builder.addMessage(message));
        calls.forEach(call -> history.add(builder -> builder.addMessage(result(call))));
        CompletionUsage usage = completion.usage().orElseThrow();
        return new ClientAnswer(
            message.content().orElse(""),
            pieces[0],
            calls.size(),
            usage.promptTokens(),
            usage.completionTokens());
      } catch (OpenAIException e) {
        throw OpenAiJava.failure(e);
      }
    }

    private ChatCompletion stream(ChatCompletionCreateParams params, int[] pieces) {
      ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
      try (StreamResponse<ChatCompletionChunk> stream =
          client.chat().completions().createStreaming(params)) {
        stream.stream()
            .forEach(chunk -> {
              pieces[0]++;
              accumulator.accumulate(chunk.validate());
            });
      }
      return accumulator.chatCompletion();
    }

    private ChatCompletionCreateParams params(ClientQuestion question) {
      ChatCompletionCreateParams.Builder params =
          ChatCompletionCreateParams.builder()
              .model(question.model())
              .maxCompletionTokens(question.maxTokens());
      history.forEach(message -> message.accept(params));
      if (question.isStreamed()) {
        params.streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build());
      }
      if (question.has(Extra.TOOL)) {
        params.addFunctionTool(tool());
      }
      if (question.has(Extra.SCHEMA)) {
        params.responseFormat(schema());
      }
      return params.build();
    }

    private static FunctionDefinition tool() {
      FunctionParameters.Builder parameters = FunctionParameters.builder();
      ClientQuestion.toolParameters()
          .forEach((name, value) -> parameters.putAdditionalProperty(name, JsonValue.from(value)));
      return FunctionDefinition.builder()
          .name(ClientQuestion.TOOL)
          .parameters(parameters.build())
          .build();
    }

    private static ResponseFormatJsonSchema schema() {
      ResponseFormatJsonSchema.JsonSchema.Schema.Builder schema =
          ResponseFormatJsonSchema.JsonSchema.Schema.builder();
      ClientQuestion.schema()
          .forEach((name, value) -> schema.putAdditionalProperty(name, JsonValue.from(value)));
      return ResponseFormatJsonSchema.builder()
          .jsonSchema(
              ResponseFormatJsonSchema.JsonSchema.builder()
                  .name("answer")
                  .strict(true)
                  .schema(schema.build())
                  .build())
          .build();
    }

    private static ChatCompletionToolMessageParam result(ChatCompletionMessageToolCall call) {
      return ChatCompletionToolMessageParam.builder()
          .toolCallId(call.asFunction().id())
          .content(ClientQuestion.RESULT)
          .build();
    }

    private static List<ChatCompletionContentPart> parts(ClientQuestion question) {
      List<ChatCompletionContentPart> parts = new ArrayList<>();
      parts.add(
          ChatCompletionContentPart.ofText(
              ChatCompletionContentPartText.builder().text(question.text()).build()));
      if (question.has(Extra.IMAGE)) {
        parts.add(
            ChatCompletionContentPart.ofImageUrl(
                ChatCompletionContentPartImage.builder()
                    .imageUrl(
                        ChatCompletionContentPartImage.ImageUrl.builder()
                            .url(OpenAiJava.dataUrl("image/png", ClientQuestion.image()))
                            .build())
                    .build()));
      }
      if (question.has(Extra.PDF)) {
        parts.add(
            ChatCompletionContentPart.ofFile(
                ChatCompletionContentPart.File.builder()
                    .file(
                        ChatCompletionContentPart.File.FileObject.builder()
                            .filename("order.pdf")
                            .fileData(OpenAiJava.dataUrl("application/pdf", ClientQuestion.pdf()))
                            .build())
                    .build()));
      }
      return parts;
    }
  }
}
