package peer;

import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.io.IOException;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * A chat endpoint as in LangChain4j's documentation: receives a question and streams the answer's
 * text.
 */
@SpringBootApplication
@RestController
public class LangChain4jRelay {

  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final StreamingChatModel model;

  LangChain4jRelay(@Value("${model.base-url}") String baseUrl) {
    model =
        AnthropicStreamingChatModel.builder()
            .baseUrl(baseUrl)
            .apiKey("none")
            .modelName("claude-haiku-4-5-20251001")
            .maxTokens(4096)
            .timeout(LONGEST)
            .build();
  }

  record Question(String message) {}

  @PostMapping("/chat")
  SseEmitter chat(@RequestBody Question question) {
    SseEmitter reader = new SseEmitter(LONGEST.toMillis());
    model.chat(
        question.message(),
        new StreamingChatResponseHandler() {
          @Override
          public void onPartialResponse(String text) {
            try {
              reader.send(text);
            } catch (IOException e) {
              reader.completeWithError(e);
            }
          }

          @Override
          public void onCompleteResponse(ChatResponse response) {
            reader.complete();
          }

          @Override
          public void onError(Throwable error) {
            reader.completeWithError(error);
          }
        });
    return reader;
  }

  public static void main(String[] arguments) {
    SpringApplication.run(LangChain4jRelay.class, arguments);
  }
}
