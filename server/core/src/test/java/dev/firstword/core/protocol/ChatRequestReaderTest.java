package dev.firstword.core.protocol;

import static dev.firstword.relay.testing.Generators.byteArrays;
import static dev.firstword.relay.testing.Property.property;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firstword.core.attachment.AttachmentPolicy;
import dev.firstword.core.identity.ThrownProblem;
import dev.firstword.core.protocol.ChatRequest.Priority;
import dev.firstword.core.protocol.ChatRequest.SummaryPreference;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.provider.ThinkingOption.Level;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChatRequestReaderTest {

  private static final ChatRequestReader READER =
      new ChatRequestReader(AttachmentPolicy.DEFAULT, 1024 * 1024);

  @Test
  void aMessageIsEnough() {
    ChatRequest request = read("{\"message\":\"Hello\"}");

    assertThat(request)
        .isEqualTo(
            new ChatRequest(
                "Hello",
                null,
                "chat",
                Map.of(),
                null,
                null,
                null,
                Priority.QUALITY,
                SummaryPreference.AUTO,
                null,
                null,
                List.of(),
                GenerationOptions.DEFAULT,
                null,
                List.of()));
  }

  @Test
  void readsHowMuchToThink() {
    assertThat(read("{\"message\":\"Hello\",\"thinking\":\"off\"}").thinking())
        .isEqualTo(ThinkingOption.of(Level.OFF));
    assertThat(read("{\"message\":\"Hello\",\"thinking\":4096}").thinking())
        .isEqualTo(ThinkingOption.budget(4096));
    for (String wrong : List.of("\"much\"", "true", "0", "1023", "128001", "1e9", "[]", "4096.5")) {
      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> read("{\"message\":\"Hello\",\"thinking\":" + wrong + "}"))
          .satisfies(
              refused -> assertThat(refused.problem().detail()).contains("\"thinking\" must be"));
    }
  }

  @Test
  void readsEveryField() {
    ChatRequest request =
        read(
            "{\"message\":\"Hello\",\"conversation_id\":\"conv_1\",\"profile\":\"proposal\","
                + "\"inputs\":{\"client\":\"Acme\",\"goals\":[\"fast\",\"cheap\"],\"budget\":3},"
                + "\"system\":\"Be brief.\",\"model\":\"m\",\"max_ttft_ms\":900,"
                + "\"priority\":\"speed\",\"summary\":false,\"thinking\":\"low\",\"think_until_ms\":30000}");

    assertThat(request)
        .isEqualTo(
            new ChatRequest(
                "Hello",
                "conv_1",
                "proposal",
                Map.of("client", "Acme", "goals", "fast, cheap", "budget", "3"),
                "Be brief.",
                "m",
                900,
                Priority.SPEED,
                SummaryPreference.NO,
                ThinkingOption.of(Level.LOW),
                30_000,
                List.of(),
                GenerationOptions.DEFAULT,
                null,
                List.of()));
  }

  @Test
  void readsWhichMessageIsReplacedAndWhatStartsTheConversation() {
    ChatRequest request =
        read(
            "{\"message\":\"Hi\",\"conversation_id\":\"c\",\"replaces\":\"msg_1\","
                + "\"origin\":\"playground\"}");

    assertThat(request.replaces()).isEqualTo("msg_1");
    assertThat(request.origin()).isEqualTo("playground");
    assertThat(request.withMessage("Ho").withConversationId("d").withAttachments(List.of()))
        .extracting(ChatRequest::replaces, ChatRequest::origin)
        .containsExactly("msg_1", "playground");
  }

  @Test
  void needsNoMessageToContinueAnAnswer() {
    ChatRequest request = read("{\"continues\":\"turn_1\"}");

    assertThat(request.continues()).isEqualTo("turn_1");
    assertThat(request.message()).isEqualTo("Continue.");
  }

  @Test
  void ignoresUnknownFields() {
    assertThat(read("{\"message\":\"Hello\",\"colour\":\"blue\"}").message()).isEqualTo("Hello");
  }

  @Test
  void warnsOfUnknownFields() {
    byte[] body = "{\"message\":\"hi\",\"webhook_url\":\"https://x.y/\",\"b\":1}".getBytes(UTF_8);

    assertThat(READER.read(body, false).warnings())
        .containsExactly("The field \"webhook_url\" is unknown.", "The field \"b\" is unknown.");
    assertThat(READER.readJob(body, false).chat().warnings())
        .containsExactly("The field \"b\" is unknown.");
  }

  @Test
  void namesAnUnknownFieldIfItIsStrict() {
    String known = "{\"message\":\"Hello\",\"webhook_url\":\"https://a\"}";

    Problem problem = ThrownProblem.of(() -> READER.read(known.getBytes(UTF_8), true));

    assertThat(problem.status()).isEqualTo(422);
    assertThat(problem.detail()).contains("\"webhook_url\"");
    assertThat(READER.readJob(known.getBytes(UTF_8), true).webhookUrl()).isEqualTo("https://a");
  }

  @Test
  void abbreviatesALongUnknownField() {
    String body = "{\"message\":\"Hello\",\"" + "a".repeat(199) + "\uD83D\uDE00\":1}";

    Problem problem = ThrownProblem.of(() -> READER.read(body.getBytes(UTF_8), true));

    assertThat(problem.detail()).contains("aaa?\" is unknown");
  }

  @Test
  void treatsNullAsAbsent() {
    assertThat(read("{\"message\":\"Hello\",\"model\":null,\"max_ttft_ms\":null}").model())
        .isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]                                    | must be a JSON object",
        "{\"message\":                         | not valid JSON",
        "{\"message\":\"a\"} {}                | not valid JSON",
        "{\"message\":\"a\",\"message\":\"b\"} | not valid JSON",
        "{}                                    | \"message\" is missing",
        "{\"message\":null}                    | \"message\" is missing",
        "{\"message\":3}                       | \"message\" must be a string",
        "{\"message\":\" \\n \"}               | \"message\" is blank",
        "{\"message\":\"a\\u0000b\"}           | characters that are not text",
        "{\"message\":\"a\\ud800b\"}           | characters that are not text",
        "{\"message\":\"a\",\"model\":[]}      | \"model\" must be a string",
        "{\"message\":\"a\",\"profile\":\"\"}  | \"profile\" must be 1 to 200",
        "{\"message\":\"a\",\"replaces\":\"m\"} | \"replaces\" needs \"conversation_id\"",
        "{\"message\":\"a\",\"conversation_id\":\"c\",\"replaces\":\"m\",\"continues\":\"t\"}"
            + " | \"replaces\" cannot be combined",
        "{\"message\":\"a\",\"origin\":\"Play ground\"} | \"origin\" must be 1 to 32",
        "{\"message\":\"a\",\"inputs\":[]}     | \"inputs\" must be an object",
        "{\"message\":\"a\",\"inputs\":{\"x\":{}}}     | \"x\" must be a text",
        "{\"message\":\"a\",\"max_ttft_ms\":0}         | \"max_ttft_ms\" must be a whole number",
        "{\"message\":\"a\",\"max_ttft_ms\":1.5}       | \"max_ttft_ms\" must be a whole number",
        "{\"message\":\"a\",\"max_ttft_ms\":99999999999} | \"max_ttft_ms\" must be a whole number",
        "{\"message\":\"a\",\"priority\":\"low\"}      | \"priority\" must be",
        "{\"message\":\"a\",\"summary\":\"maybe\"}     | \"summary\" must be",
        "{\"message\":\"a\",\"summary\":1}             | \"summary\" must be",
      })
  void rejectsInvalidRequestsWithASpecificMessage(String body, String sentence) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> read(body))
        .satisfies(refused -> {
          assertThat(refused.problem().status()).isEqualTo(400);
          assertThat(refused.problem().detail()).contains(sentence);
        });
  }

  @Test
  void rejectsBytesThatAreNotUtf8() {
    byte[] body = "{\"message\":\"caf\u00e9\"}".getBytes(ISO_8859_1);

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> READER.read(body))
        .satisfies(refused -> assertThat(refused.problem().detail()).contains("UTF-8"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void rejectsDeepNestingWithoutStackOverflow(String opening) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> read(opening.repeat(100_000)));
  }

  @Test
  void anyBytesAreAcceptedOrRejected() {
    property()
        .forAll(byteArrays())
        .checkAssert(body -> {
          try {
            assertThat(READER.read(body).message()).isNotBlank();
          } catch (ProblemException refused) {
            assertThat(refused.problem().status()).isEqualTo(400);
          }
        });
  }

  private static ChatRequest read(String body) {
    return READER.read(body.getBytes(UTF_8));
  }
}
