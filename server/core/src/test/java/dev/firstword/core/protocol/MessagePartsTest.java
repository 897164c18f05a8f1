package dev.firstword.core.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.attachment.AttachmentPolicy;
import dev.firstword.core.attachment.TestMedia;
import dev.firstword.core.identity.ThrownProblem;
import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.MediaDescription.Kind;
import java.util.Base64;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A message of texts, images and files. */
final class MessagePartsTest {

  private static final int MAX_TEXT_BYTES = 10_000;
  private static final byte[] PNG = TestMedia.png(30, 20);
  private static final String TEXT = "{\"type\":\"text\",\"text\":\"What is this?\"}";

  @Test
  void readsTextsImagesAndFiles() {
    ChatRequest request =
        read(
            TEXT
                + ","
                + part("image", "\"media_type\":\"image/png\",", PNG)
                + ","
                + part("file", "\"name\":\"a/offer.pdf\",", TestMedia.pdf(2))
                + ",{\"type\":\"text\",\"text\":\"And that?\"}");

    assertThat(request.message()).isEqualTo("What is this?\n\nAnd that?");
    assertThat(request.attachments())
        .extracting(attachment -> attachment.description().kind())
        .containsExactly(Kind.IMAGE, Kind.FILE);
    assertThat(request.attachments())
        .extracting(attachment -> attachment.description().name())
        .containsExactly("", "offer.pdf");
    assertThat(request.attachments().getFirst().content()).isEqualTo(PNG);
  }

  @Test
  void aStringIsAMessageWithoutAttachments() {
    ChatRequest request = reader().read("{\"message\":\"Hello\"}".getBytes(UTF_8));

    assertThat(request.message()).isEqualTo("Hello");
    assertThat(request.attachments()).isEmpty();
  }

  /** Of a size that no buffer of the parser holds, with and without padding, and with escapes. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5_000, 300_000})
  void decodesBase64OfAnyLength(int comment) {
    byte[] image = TestMedia.gif("!\u00fe" + blocks(comment) + "\0", 1);
    AttachmentPolicy keeping = new AttachmentPolicy(1_000_000, 1_000_000, 2, true);
    String padded = Base64.getEncoder().encodeToString(image);
    String unpadded = Base64.getEncoder().withoutPadding().encodeToString(image);
    String body =
        "{\"message\":[%s,{\"type\":\"image\",\"data\":\"%s\"},{\"type\":\"image\",\"data\":\"%s\"}]}"
            .formatted(TEXT, padded.replace("/", "\\/"), unpadded);

    ChatRequest request = new ChatRequestReader(keeping, MAX_TEXT_BYTES).read(body.getBytes(UTF_8));

    assertThat(request.attachments()).extracting(Attachment::content).containsOnly(image);
  }

  private static String blocks(int length) {
    StringBuilder blocks = new StringBuilder();
    for (int left = length; left > 0; left -= 255) {
      int size = Math.min(255, left);
      blocks.append((char) size).append("x".repeat(size));
    }
    return blocks.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "3                                            | message[0]\" must be an object",
        "{\"text\":\"Hello\"}                         | message[0].type\" must be",
        "{\"type\":\"video\"}                         | message[0].type\" must be",
        "{\"type\":\"text\"}                          | message[0].text\" is missing",
        "{\"type\":\"text\",\"text\":\" \"}           | \"message\" is missing",
        "{\"type\":\"image\"}                         | message[0].data\" must be a string of"
            + " base64",
        "{\"type\":\"image\",\"data\":3}              | message[0].data\" must be a string of"
            + " base64",
        "{\"type\":\"image\",\"data\":\"?\"}          | is not base64",
        "{\"type\":\"image\",\"data\":\"data:image/png;base64,AAAA\"} | is a data URL",
        "{\"type\":\"image\",\"data\":\"https://example.com/a.png\"}  | fetches nothing by address",
      })
  void refusesMalformedParts(String part, String reason) {
    Problem problem = ThrownProblem.of(() -> read(part));

    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.detail()).contains(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"url", "uri", "image_url", "source", "file_id"})
  void fetchesNothingByAddress(String field) {
    Problem problem =
        ThrownProblem.of(() ->
            read(TEXT + ",{\"type\":\"image\",\"" + field + "\":\"http://169.254.169.254/\"}"));

    assertThat(problem.status()).isEqualTo(422);
    assertThat(problem.detail()).contains("fetches nothing by address");
  }

  @Test
  void saysWhatAMislabelledImageIs() {
    Problem problem =
        ThrownProblem.of(
            () -> read(TEXT + "," + part("image", "\"media_type\":\"image/gif\",", PNG)));

    assertThat(problem.status()).isEqualTo(422);
    assertThat(problem.detail())
        .isEqualTo("The image in message[1] is labelled \"image/gif\", but is PNG (image/png).");
  }

  @Test
  void aFileNeedsAName() {
    Problem problem = ThrownProblem.of(() -> read(TEXT + "," + part("file", "", TestMedia.pdf(1))));

    assertThat(problem.detail()).contains("message[1].name\" is missing");
  }

  @Test
  void anImageNeedsNoText() {
    ChatRequest request = read(part("image", "", PNG) + ",{\"type\":\"text\",\"text\":\" \"}");

    assertThat(request.message()).isEmpty();
    assertThat(request.attachments()).hasSize(1);
  }

  @Test
  void readsReferencesToWhatTheConversationHas() {
    ChatRequest request =
        read(
            "{\"type\":\"image\",\"sha256\":\"%s\"},{\"type\":\"file\",\"sha256\":\"%s\"}"
                .formatted("0a".repeat(32), "1b".repeat(32)));

    assertThat(request.attachments())
        .containsExactly(
            Attachment.reference(Kind.IMAGE, "0a".repeat(32)),
            Attachment.reference(Kind.FILE, "1b".repeat(32)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0A0A", "../../etc/passwd", "%", "0a0a\\u0000"})
  void refusesWhatIsNoHash(String hash) {
    Problem problem =
        ThrownProblem.of(() -> read("{\"type\":\"image\",\"sha256\":\"" + hash + "\"}"));

    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.detail()).contains("message[0].sha256\"");
  }

  @Test
  void refusesAReferenceWithContent() {
    String fields = "\"sha256\":\"" + "0a".repeat(32) + "\",";

    Problem problem = ThrownProblem.of(() -> read(part("image", fields, PNG)));

    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.detail()).contains("message[0].data\" must be absent");
  }

  @Test
  void referencesCountAsAttachments() {
    String reference = "{\"type\":\"image\",\"sha256\":\"" + "0a".repeat(32) + "\"}";
    String parts = String.join(",", Collections.nCopies(21, reference));

    assertThat(ThrownProblem.of(() -> read(parts)).status()).isEqualTo(413);
  }

  /** A job's request is kept while its conversation has the attachments. */
  @Test
  void aStoredRequestNamesItsAttachmentsByTheirHash() {
    String text = TEXT.replace("}", ",\"data\":\"AAAA\"}");
    String file = part("file", "\"name\":\"a.pdf\",", TestMedia.pdf(2));
    String body =
        "{\"system\":\"data\",\"message\":[%s,%s,%s],\"x\":{\"data\":[1.5]}}"
            .formatted(part("image", "", PNG), text, file);
    ChatRequest request = reader().read(body.getBytes(UTF_8));

    String stored = StoredRequest.withReferences(body, request.attachments());

    assertThat(stored).doesNotContain(Base64.getEncoder().encodeToString(PNG).substring(0, 20));
    ChatRequest again = reader().read(stored.getBytes(UTF_8));
    assertThat(again)
        .isEqualTo(
            request.withAttachments(
                request.attachments().stream()
                    .map(Attachment::description)
                    .map(media -> Attachment.reference(media.kind(), media.sha256()))
                    .toList()));
    assertThat(stored).endsWith("\"x\":{\"data\":[1.5]}}");
  }

  @Test
  void limitsTheSizeOfEach() {
    assertTooLarge(new AttachmentPolicy(PNG.length - 1, 10_000, 2, false), 1, "at most");
  }

  @Test
  void limitsTheSizeOfAll() {
    assertTooLarge(new AttachmentPolicy(PNG.length, 2 * PNG.length - 1, 2, false), 2, "together");
  }

  @Test
  void limitsTheNumber() {
    assertTooLarge(new AttachmentPolicy(PNG.length, 10_000, 2, false), 3, "more than 2 images");
    assertTooLarge(new AttachmentPolicy(PNG.length, 10_000, 0, false), 1, "more than 0 images");
  }

  private static void assertTooLarge(AttachmentPolicy policy, int images, String reason) {
    String parts = TEXT + ("," + part("image", "", PNG)).repeat(images);

    Problem problem =
        ThrownProblem.of(() ->
            new ChatRequestReader(policy, MAX_TEXT_BYTES).read(message(parts).getBytes(UTF_8)));

    assertThat(problem.status()).isEqualTo(413);
    assertThat(problem.detail()).contains(reason);
  }

  /** Attachments have limits of their own; they must not make room for a longer text. */
  @Test
  void limitsTheRequestWithoutItsAttachments() {
    byte[] large = TestMedia.gif("!\u00fe" + blocks(2 * MAX_TEXT_BYTES) + "\0", 1);
    String words = "{\"type\":\"text\",\"text\":\"" + "a".repeat(MAX_TEXT_BYTES) + "\"}";

    assertThat(read(TEXT + "," + part("image", "", large)).attachments()).hasSize(1);
    assertThat(ThrownProblem.of(() -> read(words)).status()).isEqualTo(413);
    assertThat(ThrownProblem.of(() -> read(words + "," + part("image", "", large))).status())
        .isEqualTo(413);
  }

  /** Only what will be decoded may be as large as an attachment. */
  @Test
  void dataElsewhereIsText() {
    String data = Base64.getEncoder().encodeToString(new byte[MAX_TEXT_BYTES]);

    Problem problem =
        ThrownProblem.of(() ->
            reader()
                .read(
                    ("{\"message\":\"Hello\",\"x\":[{\"data\":\"" + data + "\"}]}")
                        .getBytes(UTF_8)));

    assertThat(problem.status()).isEqualTo(413);
  }

  private static String part(String type, String fields, byte[] content) {
    return "{\"type\":\"%s\",%s\"data\":\"%s\"}"
        .formatted(type, fields, Base64.getEncoder().encodeToString(content));
  }

  private static String message(String parts) {
    return "{\"message\":[" + parts + "]}";
  }

  private static ChatRequest read(String parts) {
    return reader().read(message(parts).getBytes(UTF_8));
  }

  private static ChatRequestReader reader() {
    return new ChatRequestReader(AttachmentPolicy.DEFAULT, MAX_TEXT_BYTES);
  }
}
