package dev.firstword.core.preparation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.conversation.History;
import dev.firstword.core.conversation.InMemoryConversation;
import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.ContentPart.Media;
import dev.firstword.core.prompt.ContentPart.Text;
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.prompt.ContentPart.ToolResult;
import dev.firstword.core.prompt.MediaDescription;
import dev.firstword.core.prompt.MediaDescription.Kind;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Preparations of messages with images, files and tool calls. */
final class PreparationPartsTest extends PreparationFixture {

  @BeforeEach
  void removeDocuments() {
    retrieval.documents = false;
  }

  @Test
  void attachmentsOfTheRequestAreNotReadFromTheStore() {
    Attachment chart = image("chart.png", 10);

    Prompt prompt = ask("What is this?", chart);

    assertThat(prompt.messages())
        .containsExactly(user(new Media(chart.description()), new Text("What is this?")));
    assertThat(prompt.media()).containsOnlyKeys(chart.description().sha256());
    assertThat(prompt.media().get(chart.description().sha256())).isSameAs(chart.content());
    assertThat(attachments.loads).isEmpty();
  }

  @Test
  void attachmentsOfOlderMessagesAreReadForEachPrompt() {
    Attachment chart = image("chart.png", 10);
    ask("What is this?", chart);
    conversation.completeAnswer("A chart.");

    Prompt second = ask("And now?");
    conversation.completeAnswer("Still a chart.");
    Prompt third = ask("And now?");

    for (Prompt prompt : List.of(second, third)) {
      assertThat(prompt.messages().getFirst())
          .isEqualTo(user(new Media(chart.description()), new Text("What is this?")));
      assertThat(prompt.media()).containsOnlyKeys(chart.description().sha256());
    }
    assertThat(attachments.loads)
        .containsExactly(
            List.of(chart.description().sha256()), List.of(chart.description().sha256()));
  }

  @Test
  void aNoteReplacesWhatNoLongerExists() {
    Attachment chart = image("chart.png", 10);
    Attachment photo = image("", 10);
    ask("What are these?", chart, photo);
    conversation.completeAnswer("Pictures.");
    attachments.delete(chart.description());

    Prompt onlyPhoto = ask("And now?");
    attachments.delete(photo.description());
    Prompt none = ask("And now?");

    assertThat(onlyPhoto.messages().getFirst())
        .isEqualTo(
            user(
                new Text(
                    "[An image named \"chart.png\" was sent here. It is no longer available.]"),
                new Media(photo.description()),
                new Text("What are these?")));
    assertThat(none.messages().getFirst())
        .isEqualTo(
            new PromptMessage(
                Role.USER,
                """
                [An image named "chart.png" was sent here. It is no longer available.]

                [An image was sent here. It is no longer available.]

                What are these?\
                """));
    assertThat(none.media()).isEmpty();
  }

  @Test
  void theOldestAttachmentsAreLeftOutIfAllAreTooLargeTogether() {
    Attachment oldest = image("oldest.png", PromptMedia.MAX_BYTES / 2);
    Attachment older = image("older.png", PromptMedia.MAX_BYTES / 2 - 9);
    ask("Look.", oldest);
    conversation.completeAnswer("Yes.");
    ask("Look again.", older);
    conversation.completeAnswer("Yes.");

    Prompt prompt = ask("And now?", image("new.png", 10));

    assertThat(prompt.messages().getFirst().text())
        .isEqualTo(
            "[An image named \"oldest.png\" was sent here. It is too large to be sent again.]"
                + "\n\nLook.");
    assertThat(prompt.media()).hasSize(2);
    assertThat(attachments.loads.getLast()).containsExactly(older.description().sha256());
  }

  @Test
  void loadsWhatTheMessageRefersTo() {
    Attachment older = image("older.png", 1_000);
    ask("Look.", older);
    conversation.completeAnswer("Yes.");
    mediaMemory = _ -> false; // What the message refers to is reserved with its turn.

    Prompt prompt = ask("Look again.", new Attachment(older.description(), null));

    assertThat(prompt.media()).containsOnlyKeys(older.description().sha256());
    assertThat(prompt.messages().getLast().parts())
        .contains(new ContentPart.Media(older.description()));
  }

  /** Many prompts that repeat large images could take all memory of the server. */
  @Test
  void olderAttachmentsAreLeftOutIfMemoryIsShort() {
    Attachment older = image("older.png", 1_000);
    ask("Look.", older);
    conversation.completeAnswer("Yes.");
    List<Long> asked = new ArrayList<>();
    mediaMemory =
        bytes -> {
          asked.add(bytes);
          return false;
        };

    Attachment sent = image("new.png", 2_000);
    Prompt prompt = ask("And now?", sent);

    assertThat(asked).as("not for what the request has reserved").containsExactly(1_000L);
    assertThat(prompt.messages().getFirst().text()).contains("older.png").contains("Look.");
    assertThat(prompt.media()).containsOnlyKeys(sent.description().sha256());
  }

  @Test
  void attachmentsOfTheRequestAreNeverLeftOut() {
    Attachment large = image("large.png", PromptMedia.MAX_BYTES + 1);

    assertThat(ask("Look.", large).media()).containsOnlyKeys(large.description().sha256());
  }

  @Test
  void aPromptOfTextsReadsNoAttachments() {
    ask("Who are you?");
    conversation.completeAnswer("A library.");

    Prompt prompt = ask("And what can you do?");

    assertThat(prompt.messages()).allMatch(PromptMessage::isPlainText).hasSize(3);
    assertThat(prompt.media()).isEmpty();
    assertThat(attachments.loads).isEmpty();
  }

  @Test
  void includesTheToolCallsOfOlderAnswers() {
    ToolCall call = new ToolCall("call_1", "search", "{}");
    ToolResult result = new ToolResult("call_1", "Two pages.", false);
    ask("Search.");
    conversation.completeAnswer("Done.", List.of(call, result, new Text("Done.")));

    assertThat(ask("And now?").messages())
        .containsExactly(
            user(new Text("Search.")),
            new PromptMessage(Role.ASSISTANT, List.of(call)),
            user(result),
            new PromptMessage(Role.ASSISTANT, "Done."),
            user(new Text("And now?")));
  }

  @Test
  void continuesTheAnswerToAnImage() throws Exception {
    Attachment chart = image("chart.png", 10);
    Prompt asked = ask("What is this?", chart);
    List<MediaDescription> media = List.of(chart.description());
    PreparationRequest continuation =
        request("Continue.").continuing("What is this?", media, "A cha", List.of());

    RecordingPhaseListener listener = new RecordingPhaseListener();
    PreparedPrompt continued =
        preparation
            .take(continuation, null)
            .prepare(
                new AcceptedMessage(
                    "msg_1", "What is this?", media, Map.of(), null, 0, 0, _ -> true),
                listener);

    assertThat(continued.prompt().messages()).startsWith(asked.messages().getFirst()).hasSize(3);
    assertThat(continued.prompt().media()).containsOnlyKeys(chart.description().sha256());
  }

  /** What tools returned must not make a conversation slow to open. */
  @Test
  void aLongHistoryWithToolsReadsAsManyPagesAsOneOfText() {
    InMemoryConversation texts = longConversation(List.of());
    InMemoryConversation tools =
        longConversation(
            List.of(
                new ToolCall("call_1", "search", "{\"q\":\"" + "x".repeat(300) + "\"}"),
                new ToolResult("call_1", "y".repeat(3_000), false),
                new Text("answer")));

    assertThat(pagesReadFor(tools)).isEqualTo(pagesReadFor(texts)).isGreaterThan(2);
    assertThat(tools.messagesRead.get()).isEqualTo(texts.messagesRead.get());
  }

  private static InMemoryConversation longConversation(List<ContentPart> parts) {
    InMemoryConversation conversation = new InMemoryConversation();
    for (int turn = 0; turn < 5_000; turn++) {
      conversation.addQuestion("question ".repeat(20));
      conversation.completeAnswer("answer ".repeat(20), parts);
    }
    return conversation;
  }

  private int pagesReadFor(InMemoryConversation longConversation) {
    Preparation ofLong =
        new Preparation(
            new History(longConversation),
            attachments,
            retrieval,
            latencyInjector,
            virtualThreads,
            System::nanoTime,
            2,
            true);
    String id = longConversation.addQuestion("And now?");
    AcceptedMessage accepted = AcceptedMessage.of(id, "And now?", List.of(), null, 0, 0, _ -> true);
    try {
      ofLong.take(request("And now?"), null).prepare(accepted, new RecordingPhaseListener());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return longConversation.pagesRead.get();
  }

  private Prompt ask(String message, Attachment... sent) {
    PreparationTask task = preparation.take(request(message), null);
    return accept(task, message, List.of(sent)).prepared().prompt();
  }

  /** Creates an image that claims to have this size. */
  private static Attachment image(String name, long bytes) {
    String hash = "hash of " + name + bytes;
    return new Attachment(
        new MediaDescription(Kind.IMAGE, "image/png", name, hash, bytes, 100),
        name.getBytes(UTF_8));
  }

  private static PromptMessage user(ContentPart... parts) {
    return new PromptMessage(Role.USER, List.of(parts));
  }
}
