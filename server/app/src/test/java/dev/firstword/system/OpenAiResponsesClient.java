package dev.firstword.system;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFormatTextJsonSchemaConfig;
import com.openai.models.responses.ResponseIncludable;
import com.openai.models.responses.ResponseInputContent;
import com.openai.models.responses.ResponseInputFile;
import com.openai.models.responses.ResponseInputImage;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseInputText;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ResponseTextConfig;
import com.openai.models.responses.ResponseUsage;
import dev.firstword.system.ClientQuestion.Extra;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** openai-java, with the Responses API. */
final class OpenAiResponsesClient implements TestedClient {

  @Override
  public String title() {
    return "openai-java, Responses";
  }

  @Override
  public Api api() {
    return Api.RESPONSES;
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
    return new ResponsesChat(OpenAiJava.client(server, key));
  }

  private static final class ResponsesChat extends ClientChat {

    private final OpenAIClient client;
    private final List<ResponseInputItem> history = new ArrayList<>();

    ResponsesChat(OpenAIClient client) {
      this.client = client;
    }

    @Override
    protected void add(ClientQuestion question) {
      history.add(message(question));
    }

    @Override
    public void abort(ClientQuestion question) {
      add(question);
      try (StreamResponse<ResponseStreamEvent> stream =
          client.responses().createStreaming(params(question))) {
        var _ =
            stream.stream()
                .filter(ResponseStreamEvent::isOutputTextDelta)
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
        Response response =
            question.isStreamed()
                ? stream(params(question), pieces)
                : client.responses().create(params(question)).validate();
        if (response.status().filter(ResponseStatus.FAILED::equals).isPresent()) {
          throw new ClientFailure(0, null, new IllegalStateException(response.error().toString()));
        }
        response.output().forEach(item -> history.add(handedBack(item)));
        List<ResponseOutputItem> calls =
            response.output().stream().filter(ResponseOutputItem::isFunctionCall).toList();
        calls.forEach(call -> history.add(result(call)));
        ResponseUsage usage = response.usage().orElseThrow();
        return new ClientAnswer(
            text(response), pieces[0], calls.size(), usage.inputTokens(), usage.outputTokens());
      } catch (OpenAIException e) {
        throw OpenAiJava.failure(e);
      }
    }

    private Response stream(ResponseCreateParams params, int[] pieces) {
      ResponseAccumulator accumulator = ResponseAccumulator.create();
      try (StreamResponse<ResponseStreamEvent> stream =
          client.responses().createStreaming(params)) {
        stream.stream()
            .forEach(event -> {
              pieces[0] += event.isOutputTextDelta() ? 1 : 0;
              accumulator.accumulate(event.validate());
            });
      }
      return accumulator.response().validate();
    }

    private static String text(Response response) {
      return response.output().stream()
          .filter(ResponseOutputItem::isMessage)
          .flatMap(item -> item.asMessage().content().stream())
          .map(content -> content.asOutputText().text())
          .collect(Collectors.joining());
    }

    private ResponseCreateParams params(ClientQuestion question) {
      ResponseCreateParams.Builder params =
          ResponseCreateParams.builder()
              .model(question.model())
              .maxOutputTokens(question.maxTokens())
              .store(false)
              .addInclude(ResponseIncludable.REASONING_ENCRYPTED_CONTENT)
              .inputOfResponse(List.copyOf(history));
      if (question.has(Extra.TOOL)) {
        params.addTool(tool());
      }
      if (question.has(Extra.SCHEMA)) {
        params.text(ResponseTextConfig.builder().format(schema()).build());
      }
      return params.build();
    }

    private static FunctionTool tool() {
      FunctionTool.Parameters.Builder parameters = FunctionTool.Parameters.builder();
      ClientQuestion.toolParameters()
          .forEach((name, value) -> parameters.putAdditionalProperty(name, JsonValue.from(value)));
      return FunctionTool.builder()
          .name(ClientQuestion.TOOL)
          .strict(false)
          .parameters(parameters.build())
          .build();
    }

    private static ResponseFormatTextJsonSchemaConfig schema() {
      ResponseFormatTextJsonSchemaConfig.Schema.Builder schema =
          ResponseFormatTextJsonSchemaConfig.Schema.builder();
      ClientQuestion.schema()
          .forEach((name, value) -> schema.putAdditionalProperty(name, JsonValue.from(value)));
      return ResponseFormatTextJsonSchemaConfig.builder()
          .name("answer")
          .strict(true)
          .schema(schema.build())
          .build();
    }

    private static ResponseInputItem message(ClientQuestion question) {
      List<ResponseInputContent> parts = new ArrayList<>();
      parts.add(
          ResponseInputContent.ofInputText(
              ResponseInputText.builder().text(question.text()).build()));
      if (question.has(Extra.IMAGE)) {
        parts.add(
            ResponseInputContent.ofInputImage(
                ResponseInputImage.builder()
                    .detail(ResponseInputImage.Detail.AUTO)
                    .imageUrl(OpenAiJava.dataUrl("image/png", ClientQuestion.image()))
                    .build()));
      }
      if (question.has(Extra.PDF)) {
        parts.add(
            ResponseInputContent.ofInputFile(
                ResponseInputFile.builder()
                    .filename("order.pdf")
                    .fileData(OpenAiJava.dataUrl("application/pdf", ClientQuestion.pdf()))
                    .build()));
      }
      return ResponseInputItem.ofMessage(
          ResponseInputItem.Message.builder()
              .role(ResponseInputItem.Message.Role.USER)
              .content(parts)
              .build());
    }

    private static ResponseInputItem handedBack(ResponseOutputItem item) {
      if (item.isReasoning()) {
        return ResponseInputItem.ofReasoning(item.asReasoning());
      }
      return item.isFunctionCall()
          ? ResponseInputItem.ofFunctionCall(item.asFunctionCall())
          : ResponseInputItem.ofResponseOutputMessage(item.asMessage());
    }

    private static ResponseInputItem result(ResponseOutputItem call) {
      return ResponseInputItem.ofFunctionCallOutput(
          ResponseInputItem.FunctionCallOutput.builder()
              .callId(call.asFunctionCall().callId())
              .output(ClientQuestion.RESULT)
              .build());
    }
  }
}
