package dev.firstword.system.springai;

import dev.firstword.system.ClientContract;
import java.util.List;

/** The chat models of Spring AI. */
final class SpringAiTest extends ClientContract {

  SpringAiTest() {
    super(List.of(SpringAiClient.messages(), SpringAiClient.chatCompletions()));
  }
}
