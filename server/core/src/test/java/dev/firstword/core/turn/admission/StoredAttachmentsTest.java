package dev.firstword.core.turn.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.attachment.AttachmentPolicy;
import dev.firstword.core.conversation.InMemoryAttachments;
import dev.firstword.core.conversation.InMemoryConversation;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.ThrownProblem;
import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.MediaDescription;
import dev.firstword.core.prompt.MediaDescription.Kind;
import dev.firstword.core.protocol.ChatRequest;
import dev.firstword.core.protocol.ChatRequestReader;
import dev.firstword.core.protocol.Problem;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** References to images and files that a conversation has. */
final class StoredAttachmentsTest {

  private static final Caller ADA = InMemoryConversation.OWNER;
  private static final Attachment CHART = attachment(Kind.IMAGE, 'a', 600);
  private static final Attachment REPORT = attachment(Kind.FILE, 'b', 500);

  private final InMemoryAttachments store = new InMemoryAttachments();
  private final StoredAttachments stored =
      new StoredAttachments(store, new AttachmentPolicy(1_000, 1_000, 20, false));

  @BeforeEach
  void store() {
    store.add(CHART);
    store.add(REPORT);
  }

  private static Attachment attachment(Kind kind, char digit, int bytes) {
    String hash = String.valueOf(digit).repeat(64);
    return new Attachment(
        new MediaDescription(kind, "image/png", "a.png", hash, bytes, 7), new byte[bytes]);
  }

  private static ChatRequest request(@Nullable String conversation, Attachment... referred) {
    String parts =
        Stream.of(referred)
            .map(one ->
                "{\"type\":\"%s\",\"sha256\":\"%s\"}"
                    .formatted(
                        one.description().kind() == Kind.IMAGE ? "image" : "file",
                        one.description().sha256()))
            .collect(Collectors.joining(","));
    String text = "{\"type\":\"text\",\"text\":\"Look\"}";
    String body = "{\"message\":[" + text + (parts.isEmpty() ? "" : ",") + parts + "]}";
    ChatRequest request =
        new ChatRequestReader(AttachmentPolicy.DEFAULT, 100_000).read(body.getBytes(UTF_8));
    return conversation == null ? request : request.withConversationId(conversation);
  }

  private Problem refusal(Caller caller, ChatRequest request) {
    return ThrownProblem.of(() -> stored.resolve(caller, request));
  }

  @Test
  void completesTheDescriptionAndLeavesTheBytesInTheStore() {
    ChatRequest resolved = stored.resolve(ADA, request("conv_1", CHART));

    assertThat(resolved.attachments()).containsExactly(new Attachment(CHART.description(), null));
    assertThat(store.loads).isEmpty();
  }

  @Test
  void leavesOtherRequestsAsTheyAre() {
    ChatRequest sent = request(null).withAttachments(List.of(CHART));

    assertThat(stored.resolve(ADA, sent)).isSameAs(sent);
  }

  /** Nothing tells these cases apart, so a hash says nothing about what others have. */
  @Test
  void isNotFoundWhereverTheAttachmentIs() {
    Attachment never = attachment(Kind.IMAGE, 'c', 1);
    Attachment ofAnotherKind = attachment(Kind.FILE, 'a', 600);
    Problem notFound = refusal(ADA, request("conv_1", never));

    assertThat(notFound.status()).isEqualTo(404);
    assertThat(notFound.code()).isEqualTo("unknown_attachment");
    assertThat(refusal(ADA, request("conv_1", ofAnotherKind))).isEqualTo(notFound);
    assertThat(refusal(ADA, request("conv_1", CHART, never))).isEqualTo(notFound);
    assertThat(refusal(ADA, request(null, CHART))).as("no conversation").isEqualTo(notFound);
    assertThat(refusal(new Caller("other", "eve"), request("conv_1", CHART))).isEqualTo(notFound);
  }

  @Test
  void countsForTheSizeOfTheRequest() {
    assertThat(refusal(ADA, request("conv_1", CHART, REPORT)).status()).isEqualTo(413);
    assertThat(refusal(ADA, request("conv_1", CHART, CHART)).status()).isEqualTo(413);
  }
}
