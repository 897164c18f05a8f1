package dev.firstword.core.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.attachment.AttachmentPolicy;
import dev.firstword.testing.fuzz.FuzzRun;
import dev.firstword.testing.fuzz.Mutator;
import org.junit.jupiter.api.Test;

/** Request bodies that were changed at random are read, or refused with a reason. */
final class FuzzedBodiesTest {

  private static final int CASES = 3_000;
  private static final int MAX_BYTES = 64 * 1024;

  private static final ChatRequestReader READER =
      new ChatRequestReader(AttachmentPolicy.DEFAULT, MAX_BYTES);

  private static final byte[] GOOD =
      """
      {"message":[{"type":"text","text":"What?"},{"type":"image","name":"a.gif",
       "data":"R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs="}],"conversation_id":"conv_1",
       "system":"Be brief.","profile":"chat","inputs":{"client":"Acme","goals":["a",2]},
       "max_ttft_ms":900,"priority":"speed","summary":false,"thinking":2048,"think_until_ms":9,
       "temperature":0.5,"top_p":1,"max_tokens":100,"stop":["END"],"tool_choice":{"name":"t"},
       "tools":[{"name":"t","description":"d","parameters":{"type":"object","properties":{}}}],
       "response_format":{"type":"json_schema","name":"n","schema":{"type":"object"}},
       "webhook_url":"https://example.org/"}
      """
          .getBytes(UTF_8);

  @Test
  void areReadOrRefused() {
    FuzzRun.ofCases(
        CASES,
        random -> {
          byte[] body = new Mutator(random, MAX_BYTES).mutate(GOOD);
          try {
            assertThat(READER.readJob(body, random.nextBoolean()).chat()).isNotNull();
          } catch (ProblemException refused) {
            assertThat(refused.problem().status()).isIn(400, 413, 422);
            assertThat(refused.problem().detail()).matches("(?s)[A-Z].+\\.");
          }
        });
  }
}
