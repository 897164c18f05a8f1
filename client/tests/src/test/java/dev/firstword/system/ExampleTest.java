package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.simulator.CallRecord;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The example applications, on Java 17, ask the real server and the simulator. */
final class ExampleTest {

  private static final String QUESTION = "Why is the sky blue?";

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  @Test
  void streamsAnAnswerThroughTheStreamingChatModelOfLangChain4j() throws Exception {
    String output =
        run(
            "example-langchain4j",
            List.of(
                "-Dfirstword.url=" + SERVER.firstword().uri(),
                "dev.firstword.example.LangChainExample",
                QUESTION));

    assertThat(output).endsWith("\nSTOP\n");
    assertAnswered(output.substring(0, output.indexOf("\nSTOP\n")));
  }

  private static String run(String module, List<String> arguments) throws Exception {
    Path java = ApplicationProcess.java17();
    try (ApplicationProcess application = new ApplicationProcess(java, module, arguments)) {
      return application.awaitOutput();
    }
  }

  private static void assertAnswered(String text) {
    assertThat(text).isNotBlank().doesNotContain(" WARN ", " ERROR ");
    CallRecord call = SERVER.onlyCall();
    assertThat(call.model()).isEqualTo(SimulatedModels.MIDDLE);
    assertThat(call.outputTokens()).isEqualTo(SimulatedModels.ORDINARY_TOKENS);
  }
}
