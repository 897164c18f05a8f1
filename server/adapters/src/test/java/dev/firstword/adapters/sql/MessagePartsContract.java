package dev.firstword.adapters.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.core.conversation.AttachmentStore.StoredAttachment;
import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.conversation.Message;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.MediaDescription;
import dev.firstword.core.prompt.MediaDescription.Kind;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.turn.store.TurnStore.End;
import dev.firstword.core.turn.store.TurnStore.InsertOutcome;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import dev.firstword.core.turn.store.TurnStore.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The contract of storing messages of parts, with their images and files. */
abstract class MessagePartsContract extends ConversationContract {

  private static final Attachment CHART = attachment(Kind.IMAGE, "image/png", "chart");
  private static final Attachment REPORT = attachment(Kind.FILE, "application/pdf", "report");

  @Test
  void storesTheAttachmentsOfAMessageWithIt() {
    begin(1, "conv_1", ADA, CHART, REPORT);

    Message message = messages(ADA, "conv_1").getFirst();

    assertThat(message.text()).isEqualTo("Look at this");
    assertThat(message.parts())
        .containsExactly(
            new ContentPart.Media(CHART.description()),
            new ContentPart.Media(REPORT.description()),
            new ContentPart.Text("Look at this"));
    assertThat(load(ADA, CHART, REPORT)).isEqualTo(Map.of("chart", "chart", "report", "report"));
    assertThat(found(ADA, "conv_1", REPORT)).isEqualTo("application/pdf report");
  }

  @Test
  void aMessageMayBeAnImageAlone() {
    TurnIdentity identity = identity(1, "conv_1", ADA);
    turns()
        .insert(NewTurn.of(identity, "chat", true, "", NODE, 1000).withAttachments(List.of(CHART)));

    assertThat(messages(ADA, "conv_1").getFirst().parts())
        .containsExactly(new ContentPart.Media(CHART.description()));
    assertThat(conversations().list(ADA, 1).getFirst().title()).isEqualTo("chart");
  }

  @Test
  void storesThePartsOfAnAnswer() {
    TurnIdentity turn = begin(1, "conv_1", ADA);
    List<ContentPart> parts =
        List.of(
            new ContentPart.Thought("claude", "", "c2ln", null),
            new ContentPart.Text("I will look.\0"),
            new ContentPart.ToolCall("call_1", "search", "{\"q\":\"\u00e9\"}"),
            new ContentPart.ToolResult("call_1", "Nothing.", true),
            new ContentPart.Text("Nothing there."));

    end(turn, "I will look.Nothing there.", parts);

    Message answer = messages(ADA, "conv_1").getLast();
    assertThat(answer.parts()).isEqualTo(parts);
    assertThat(answer.text()).isEqualTo("I will look.Nothing there.");
  }

  @Test
  void aMessageOfTextAloneHasNoParts() {
    TurnIdentity turn = begin(1, "conv_1", ADA);
    end(turn, "Hi.", List.of());

    assertThat(messages(ADA, "conv_1")).allMatch(message -> message.parts().isEmpty());
    assertThat(count("messages WHERE parts IS NOT NULL")).isZero();
  }

  @Test
  void storesEqualContentOncePerTenant() {
    begin(1, "conv_1", ADA, CHART, CHART);
    begin(2, "conv_1", ADA, CHART);
    begin(3, "conv_3", ADA, CHART);
    begin(4, "conv_4", BOB, CHART);
    assertThat(count("attachments")).isOne();

    begin(5, "conv_5", EVE, CHART);

    assertThat(count("attachments")).isEqualTo(2);
  }

  @Test
  void deletesAttachmentsWithTheLastConversationThatHasThem() {
    begin(1, "conv_1", ADA, CHART, REPORT);
    begin(2, "conv_2", BOB, CHART);

    conversations().delete(ADA, "conv_1");

    assertThat(found(BOB, "conv_2", CHART)).isEqualTo("image/png chart");
    assertThat(count("attachments")).isOne();
    conversations().delete(BOB, "conv_2");
    assertThat(count("attachments")).isZero();
    assertThat(count("conversation_attachments")).isZero();
  }

  @Test
  void deletingLeavesOtherTenantsAlone() {
    begin(1, "conv_1", ADA, CHART);
    begin(2, "conv_2", EVE, CHART);

    conversations().delete(ADA, "conv_1");

    assertThat(load(EVE, CHART)).containsOnlyKeys("chart");
    assertThat(count("attachments")).isOne();
  }

  @Test
  void aDeletionThatIsRefusedDeletesNothing() {
    begin(1, "conv_1", ADA, CHART);

    assertThat(conversations().delete(BOB, "conv_1")).isFalse();
    assertThat(conversations().delete(EVE, "conv_1")).isFalse();

    assertThat(load(ADA, CHART)).containsOnlyKeys("chart");
  }

  @Test
  void attachmentsCanBeStoredAgainAfterTheirDeletion() {
    begin(1, "conv_1", ADA, CHART);
    conversations().delete(ADA, "conv_1");

    begin(2, "conv_2", ADA, CHART);

    assertThat(load(ADA, CHART)).containsOnlyKeys("chart");
  }

  /** Not theirs, deleted, or never there: nothing tells these cases apart. */
  @Test
  void nobodyFindsTheAttachmentsOfOthers() {
    begin(1, "conv_1", ADA, CHART);
    begin(2, "conv_2", ADA, REPORT);
    begin(3, "conv_3", BOB);
    begin(4, "conv_4", EVE);
    begin(5, "conv_5", ADA, attachment(Kind.FILE, "text/plain", "deleted"));
    conversations().delete(ADA, "conv_5");

    for (Caller stranger : List.of(BOB, EVE, new Caller("nowhere", "nobody"))) {
      assertThat(attachments().load(stranger, List.of("chart", "report", "deleted", "never")))
          .isEmpty();
      for (String conversation : List.of("conv_1", "conv_2", "conv_3", "conv_4", "conv_5", "no")) {
        List<String> hashes = List.of("chart", "report", "deleted", "never", "", "%");
        for (String hash : hashes) {
          assertThat(attachments().find(stranger, conversation, hash)).isEmpty();
        }
        assertThat(attachments().describe(stranger, conversation, hashes)).isEmpty();
      }
    }
    assertThat(attachments().load(ADA, List.of("deleted", "never"))).isEmpty();
    assertThat(attachments().find(ADA, "conv_1", "report")).as("of another conversation").isEmpty();
    assertThat(attachments().find(ADA, "conv_5", "deleted")).isEmpty();
    assertThat(attachments().describe(ADA, "conv_1", List.of("report", "never", "%"))).isEmpty();
    assertThat(attachments().describe(ADA, "conv_5", List.of("deleted"))).isEmpty();
  }

  @Test
  void describesAttachmentsAsTheirNewestMessageHasThem() {
    Attachment renamed = attachment(Kind.IMAGE, "image/png", "chart", "renamed.png");
    begin(1, "conv_1", ADA, CHART, REPORT);
    begin(2, "conv_1", ADA, renamed);

    assertThat(attachments().describe(ADA, "conv_1", List.of("chart", "report", "never")))
        .isEqualTo(Map.of("chart", renamed.description(), "report", REPORT.description()));
    assertThat(attachments().describe(ADA, "conv_1", List.of())).isEmpty();
  }

  /** What a message or an answer says is no attachment. */
  @Test
  void describesNothingThatIsOnlyMentioned() {
    TurnIdentity identity = identity(1, "conv_1", ADA);
    String mention = "{\"type\":\"image\",\"sha256\":\"report\"}";
    turns()
        .insert(
            NewTurn.of(identity, "chat", true, mention, NODE, 1000)
                .withAttachments(List.of(CHART)));
    end(identity, mention, List.of(new ContentPart.ToolCall("call_1", "report", mention)));
    begin(2, "conv_2", ADA, REPORT);

    assertThat(attachments().describe(ADA, "conv_1", List.of("report"))).isEmpty();
  }

  /** A message may repeat what its conversation has, without its bytes. */
  @Test
  void aMessageRefersToWhatItsConversationHas() {
    begin(1, "conv_1", ADA, CHART);
    begin(2, "conv_1", ADA, new Attachment(CHART.description(), null));

    assertThat(messages(ADA, "conv_1").get(2).parts())
        .containsExactly(
            new ContentPart.Media(CHART.description()), new ContentPart.Text("Look at this"));
    assertThat(found(ADA, "conv_1", CHART)).isEqualTo("image/png chart");
    conversations().delete(ADA, "conv_1");
    assertThat(count("attachments")).isZero();
  }

  /** A colleague may have sent the same content under another type. */
  @Test
  void theMediaTypeIsThatOfTheConversation() {
    Attachment asText = attachment(Kind.FILE, "text/csv", "chart");
    begin(1, "conv_1", ADA, CHART);
    begin(2, "conv_2", BOB, asText);

    assertThat(found(ADA, "conv_1", CHART)).isEqualTo("image/png chart");
    assertThat(found(BOB, "conv_2", CHART)).isEqualTo("text/csv chart");
  }

  @Test
  void loadsManyAttachmentsAtOnce() {
    List<Attachment> many = new ArrayList<>();
    List<String> hashes = new ArrayList<>();
    for (int i = 0; i < 1_200; i++) {
      many.add(attachment(Kind.FILE, "text/plain", "file " + i));
      hashes.add("file " + i);
    }
    begin(1, "conv_1", ADA, many.toArray(Attachment[]::new));

    assertThat(attachments().load(ADA, hashes)).hasSize(1_200);
    assertThat(attachments().load(ADA, List.of())).isEmpty();
    conversations().delete(ADA, "conv_1");
    assertThat(count("attachments")).isZero();
  }

  @Test
  void aTurnThatIsNotStoredStoresNoAttachments() {
    TurnIdentity identity = identity(1, "conv_none", ADA);

    InsertOutcome outcome =
        turns().insert(newTurn(identity, false, null).withAttachments(List.of(CHART)));

    assertThat(outcome).isEqualTo(new InsertOutcome.ConversationNotFound());
    assertThat(count("attachments")).isZero();
  }

  @Test
  void aMessageThatFailsStoresNoAttachments() {
    begin(1, "conv_1", ADA);

    assertThatThrownBy(() -> begin(1, "conv_2", ADA, CHART)).isInstanceOf(RuntimeException.class);

    assertThat(count("attachments")).isZero();
  }

  /** The last conversation with an image is often deleted while the next is being stored. */
  @Test
  void storesAndDeletesTheSameContentConcurrently() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> users = new ArrayList<>();
      for (int user = 0; user < 3; user++) {
        int first = user * 1_000;
        Attachment[] both =
            user == 0 ? new Attachment[] {CHART, REPORT} : new Attachment[] {REPORT, CHART};
        users.add(threads.submit(() -> storeAndDelete(first, both)));
      }
      for (Future<?> one : users) {
        one.get();
      }
    }

    assertThat(count("attachments")).isZero();
    assertThat(count("conversation_attachments")).isZero();
  }

  private void storeAndDelete(int first, Attachment[] both) {
    for (int number = first; number < first + 60; number++) {
      String conversation = "conv_" + number;
      begin(number, conversation, ADA, both);
      assertThat(found(ADA, conversation, CHART)).isEqualTo("image/png chart");
      assertThat(conversations().delete(ADA, conversation)).isTrue();
    }
  }

  private TurnIdentity begin(
      int number, String conversation, Caller caller, Attachment... attachments) {
    TurnIdentity identity = identity(number, conversation, caller);
    boolean isNew = !conversations().exists(caller, conversation);
    NewTurn turn =
        NewTurn.of(identity, "chat", isNew, "Look at this", NODE, 1000)
            .withAttachments(List.of(attachments));
    assertThat(turns().insert(turn)).isInstanceOf(InsertOutcome.Inserted.class);
    return identity;
  }

  private void end(TurnIdentity turn, String text, List<ContentPart> parts) {
    byte[] log = "id: 1\ndata: {}\n\n".getBytes(UTF_8);
    End end = new End(Message.State.COMPLETE, text, List.of(), 9000, parts);
    assertThat(turns().save(NODE, List.of(new Progress(turn, 0, log, TurnState.DONE, end))))
        .isEmpty();
  }

  private List<Message> messages(Caller caller, String conversation) {
    return conversations()
        .page(caller, conversation, null, 10)
        .map(ConversationStore.Page::messages)
        .orElseThrow();
  }

  /** Returns the loaded contents as text, by hash. */
  private Map<String, String> load(Caller caller, Attachment... wanted) {
    Map<String, String> texts = new HashMap<>();
    attachments()
        .load(caller, List.of(wanted).stream().map(one -> one.description().sha256()).toList())
        .forEach((hash, content) -> texts.put(hash, new String(content, UTF_8)));
    return texts;
  }

  private String found(Caller caller, String conversation, Attachment wanted) {
    StoredAttachment found =
        attachments().find(caller, conversation, wanted.description().sha256()).orElseThrow();
    return found.mediaType() + " " + new String(found.content(), UTF_8);
  }

  private long count(String table) {
    return database()
        .read(handle -> handle.select("SELECT count(*) FROM " + table).mapTo(Long.class).one());
  }

  /** Creates an attachment with this text as its content, name and hash. */
  private static Attachment attachment(Kind kind, String mediaType, String text) {
    return attachment(kind, mediaType, text, text);
  }

  private static Attachment attachment(Kind kind, String mediaType, String text, String name) {
    byte[] content = text.getBytes(UTF_8);
    return new Attachment(
        new MediaDescription(kind, mediaType, name, text, content.length, 10), content);
  }
}
