package peer;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

/**
 * A chat endpoint as in Spring AI's documentation: receives a question and streams the answer's
 * text.
 */
@SpringBootApplication
@RestController
public class SpringAiRelay {

  private final ChatClient model;

  SpringAiRelay(ChatClient.Builder builder) {
    model = builder.build();
  }

  record Question(String message) {}

  @PostMapping(path = "/chat", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  Flux<String> chat(@RequestBody Question question) {
    return model.prompt(question.message()).stream().content();
  }

  public static void main(String[] arguments) {
    SpringApplication.run(SpringAiRelay.class, arguments);
  }
}
