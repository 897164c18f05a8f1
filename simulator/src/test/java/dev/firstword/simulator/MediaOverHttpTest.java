package dev.firstword.simulator;

import static dev.firstword.simulator.SimulatedProvider.GPT;
import static dev.firstword.simulator.SimulatedProvider.json;
import static dev.firstword.simulator.SimulatedProvider.messageBody;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.media.SampleMedia;
import java.net.http.HttpResponse;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests images and files in all protocols: what is accepted, and how many tokens it counts as. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MediaOverHttpTest {
  private static final String TEXT = "{'type':'text','text':'Look closely.'}";
  private static final String PNG = base64(SampleMedia.png(300, 250));
  private static final String PDF = base64(SampleMedia.pdf(2));

  private SimulatedProvider provider;

  @BeforeAll
  void start() {
    provider = new SimulatedProvider();
  }

  @AfterAll
  void stop() {
    provider.close();
  }

  @Test
  void theAnswerSaysHowManyImagesAndFilesItSaw() throws Exception {
    JsonNode message =
        json(
            anthropic(image("image/png", PNG) + "," + image("image/png", PNG) + "," + pdf(PDF))
                .body());

    assertThat(message.at("/content/0/text").asText()).startsWith("I see 2 images and 1 file.");
  }

  @Test
  void anImageCountsAsItsPixelsDividedBy750() throws Exception {
    int without = inputTokens(anthropic(TEXT));
    int with = inputTokens(anthropic(TEXT + "," + image("image/png", PNG)));

    assertThat(with - without).isEqualTo(300 * 250 / 750);
  }

  @Test
  void aPageOfAPdfCountsAsAtLeast1500Tokens() throws Exception {
    int without = inputTokens(anthropic(TEXT));
    int with = inputTokens(anthropic(TEXT + "," + pdf(PDF)));

    assertThat(with - without).isBetween(2 * 1_500, 2 * 3_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "image/svg+xml | PNG     | media_type: Input should be 'image/jpeg'",
        "image/jpeg    | PNG     | but the image appears to be a image/png image",
        "image/png     | '!!!!'  | Invalid base64 data",
        "image/png     | 'AAAA'  | Could not process image",
        "image/png     | HUGE    | exceed max allowed size: 8000 pixels"
      })
  void anthropicRejectsABadImage(String mediaType, String data, String problem) throws Exception {
    String sent =
        switch (data) {
          case "PNG" -> PNG;
          case "HUGE" -> base64(SampleMedia.png(100_000, 100_000));
          default -> data.replace("'", "");
        };

    HttpResponse<String> response = anthropic(image(mediaType, sent));

    assertThat(Conversation.error(response)).startsWith("400").contains(problem);
  }

  @Test
  void anImageInAToolResultCountsAsWellAndIsSeen() throws Exception {
    JsonNode text = json(toolResult(TEXT).body());
    JsonNode image = json(toolResult(TEXT + "," + image("image/png", PNG)).body());

    int tokens = image.at("/usage/input_tokens").asInt() - text.at("/usage/input_tokens").asInt();
    assertThat(tokens).isEqualTo(300 * 250 / 750);
    assertThat(image.at("/content/0/text").asText()).startsWith("I see 1 image and 0 files.");
    assertThat(Conversation.error(toolResult(image("image/jpeg", PNG))))
        .startsWith("400 messages.2.content.0.content.0.image.source.base64: The image was");
  }

  @Test
  void anthropicRejectsAFileThatIsNoPdf() throws Exception {
    assertThat(Conversation.error(anthropic(pdf(PNG))))
        .isEqualTo(
            "400 messages.0.content.1.document.source.base64.data: The PDF specified was not"
                + " valid.");
  }

  @ParameterizedTest
  @CsvSource({"/v1/chat/completions", "/v1/responses"})
  void openAiCountsTilesAndPages(String path) throws Exception {
    int without = openAiInputTokens(path, "");
    int withImage = openAiInputTokens(path, openAiImage(path, "data:image/png;base64," + PNG));
    int withFile = openAiInputTokens(path, openAiFile(path, "data:application/pdf;base64," + PDF));

    assertThat(withImage - without).isEqualTo(85 + 170);
    assertThat(withFile - without).isBetween(2 * 1_500, 2 * 3_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/chat/completions | data:image/svg+xml;base64,AAAA | unsupported MIME type 'image/svg+xml'",
        "/v1/chat/completions | data:image/png;base64,!!!! | Invalid base64 image_url",
        "/v1/chat/completions | data:image/png;base64,AAAA | You uploaded an unsupported image",
        "/v1/responses | data:image/svg+xml;base64,AAAA | unsupported MIME type 'image/svg+xml'",
        "/v1/responses | data:image/png;base64,!!!! | Invalid base64 image_url"
      })
  void openAiRejectsABadImage(String path, String url, String problem) throws Exception {
    HttpResponse<String> response = provider.openAi(path, openAiBody(path, openAiImage(path, url)));

    assertThat(Conversation.error(response)).startsWith("400").contains(problem);
  }

  private HttpResponse<String> anthropic(String blocks) throws Exception {
    return provider.messages(
        messageBody(
            "'messages':[{'role':'user','content':[{'type':'text','text':'What is this?'},"
                + blocks
                + "]}]"));
  }

  private HttpResponse<String> toolResult(String blocks) throws Exception {
    return provider.messages(
        messageBody(
            "'messages':[{'role':'user','content':'Look'},{'role':'assistant','content':["
                + "{'type':'tool_use','id':'toolu_1','name':'look','input':{}}]},"
                + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'toolu_1',"
                + "'content':["
                + blocks
                + "]}]}]"));
  }

  private static String image(String mediaType, String data) {
    return "{'type':'image','source':{'type':'base64','media_type':'"
        + mediaType
        + "','data':'"
        + data
        + "'}}";
  }

  private static String pdf(String data) {
    return "{'type':'document','source':{'type':'base64','media_type':'application/pdf','data':'"
        + data
        + "'}}";
  }

  private int openAiInputTokens(String path, String part) throws Exception {
    JsonNode usage = json(provider.openAi(path, openAiBody(path, part)).body()).path("usage");
    return usage.path("prompt_tokens").asInt(usage.path("input_tokens").asInt());
  }

  private static String openAiBody(String path, String part) {
    boolean isChat = path.contains("chat");
    String text = "{'type':'" + (isChat ? "text" : "input_text") + "','text':'What is this?'}";
    return ("{'model':'"
            + GPT
            + "','"
            + (isChat ? "messages" : "input")
            + "':[{'role':'user','content':["
            + text
            + (part.isEmpty() ? "" : "," + part)
            + "]}]}")
        .replace('\'', '"');
  }

  private static String openAiImage(String path, String url) {
    return path.contains("chat")
        ? "{'type':'image_url','image_url':{'url':'" + url + "'}}"
        : "{'type':'input_image','image_url':'" + url + "'}";
  }

  private static String openAiFile(String path, String data) {
    String file = "'filename':'a.pdf','file_data':'" + data + "'";
    return path.contains("chat")
        ? "{'type':'file','file':{" + file + "}}"
        : "{'type':'input_file'," + file + "}";
  }

  private static int inputTokens(HttpResponse<String> response) {
    return json(response.body()).at("/usage/input_tokens").asInt();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
