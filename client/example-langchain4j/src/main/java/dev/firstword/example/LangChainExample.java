package dev.firstword.example;

import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Prints an answer as it arrives. Only the base URL differs from an application without a server.
 */
public final class LangChainExample {

  private static final String SERVER = System.getProperty("firstword.url", "http://127.0.0.1:8080");

  private LangChainExample() {}

  public static void main(String[] arguments) throws Exception {
    StreamingChatModel model =
        AnthropicStreamingChatModel.builder()
            .baseUrl(SERVER + "/v1") // The one changed line.
            .apiKey(System.getenv().getOrDefault("ANTHROPIC_API_KEY", "none"))
            .modelName("claude-sonnet-4-6")
            .timeout(Duration.ofMinutes(2))
            .build();
    CompletableFuture<ChatResponse> complete = new CompletableFuture<>();

    model.chat(
        String.join(" ", arguments),
        new StreamingChatResponseHandler() {
          @Override
          public void onPartialResponse(String text) {
            System.out.print(text);
          }

          @Override
          public void onCompleteResponse(ChatResponse response) {
            complete.complete(response);
          }

          @Override
          public void onError(Throwable failure) {
            complete.completeExceptionally(failure);
          }
        });

    ChatResponse answer = complete.get(2, TimeUnit.MINUTES);
    System.out.println("\n" + answer.finishReason());
  }
}
