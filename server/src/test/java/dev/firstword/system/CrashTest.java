package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.app.Firstword;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a server finds that starts over the files of one that died: the files are copied while turns
 * are running, which is what a crash leaves.
 */
final class CrashTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @Test
  void endsEveryTurnThatWasRunningOnce() throws IOException {
    List<EventStream> streams = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      EventStream stream = client.ask(Ask.writing("What is left of me, number " + i + "?"));
      stream.awaitText(60);
      streams.add(stream);
    }
    streams.add(client.ask(Ask.thinking("And of me?")));
    awaitKept(streams.getFirst());
    // One that may have nothing in the journal yet but its message.
    streams.add(client.ask(Ask.thinking("And of me, just begun?")));

    afterCrash((survivor, _) -> {
      for (EventStream stream : streams) {
        Transcript left = survivor.transcript(stream.turnId());
        assertThat(left.events().getFirst().type()).isEqualTo("start");
        assertThat(left.ending().type()).isEqualTo("error");
        assertThat(left.ending().field("code")).isEqualTo("interrupted");
        assertThat(left.ending().field("action"))
            .isEqualTo(left.text().isEmpty() ? "retry" : "continue");
        assertThat(left.ending().field("message")).matches("[A-Z].{10,}\\.");
        assertThat(left.ending().id()).isGreaterThan(stream.seen().getLast().id());
      }
    });
  }

  @Test
  void keepsOfTheTextWhatWasWritten() throws IOException {
    EventStream stream = client.ask(Ask.writing("How much of me is kept?"));
    String seen = stream.awaitText(60);
    awaitKept(stream);

    afterCrash((survivor, turns) -> {
      client.cancel(stream.turnId());
      Transcript whole = stream.awaitEnd();
      Transcript left = survivor.transcript(stream.turnId());
      int kept = left.events().size() - 1;
      assertThat(whole.raw()).startsWith(rawOf(left.events().subList(0, kept)));
      assertThat(whole.text()).startsWith(left.text());
      assertThat(left.text()).hasSizeGreaterThanOrEqualTo(seen.length());
      JsonNode turn = survivor.turn(stream.turnId()).json();
      assertThat(turn.path("state").asText()).isEqualTo("failed");
      assertThat(turn.path("text").asText()).isEqualTo(left.text());
      JsonNode conversation = survivor.get("/api/conversations/" + stream.conversationId()).json();
      assertThat(conversation.has("active_turn")).isFalse();
      assertThat(conversation.path("messages").findValuesAsText("text"))
          .containsExactly("How much of me is kept?", left.text());
      assertThat(conversation.path("messages").findValuesAsText("state"))
          .containsExactly("complete", "failed");
    });
  }

  @Test
  void tellsAReaderWhoSawMoreThanWasKeptHowItEnded() throws IOException {
    EventStream stream = client.ask(Ask.writing("I saw more than was kept"));
    stream.awaitText(60);
    awaitKept(stream);

    afterCrash((survivor, _) -> {
      stream.awaitText(stream.awaitText(1).length() + 100);
      Transcript rest = survivor.followAfter(stream.turnId(), stream.seen().size()).awaitEnd();

      assertThat(rest.ending().field("code")).isEqualTo("interrupted");
    });
  }

  @Test
  void leavesFinishedTurnsAsTheyWere() throws IOException {
    EventStream stream = client.ask(Ask.of("Hello, I am done"));
    Transcript before = stream.awaitEnd();

    afterCrash((survivor, _) ->
        assertThat(survivor.transcript(stream.turnId()).raw()).isEqualTo(before.raw()));
  }

  @Test
  void goesOnWithTheConversation() throws IOException {
    EventStream stream = client.ask(Ask.writing("Do we go on?"));
    stream.awaitText(60);
    awaitKept(stream);
    String conversation = stream.conversationId();

    afterCrash((survivor, _) -> {
      Transcript next = survivor.answer(Ask.of("Yes, we do").in(conversation));

      assertThat(next.ending().type()).isEqualTo("done");
    });
  }

  @Test
  void knowsIdempotencyKeysFromBefore() throws IOException {
    Ask ask = Ask.writing("Do you know my key?").key("crash");
    EventStream stream = client.ask(ask);
    stream.awaitText(60);

    afterCrash((survivor, _) -> {
      EventStream again = survivor.ask(ask);

      assertThat(again.turnId()).isEqualTo(stream.turnId());
      assertThat(again.awaitEnd().ending().field("code")).isEqualTo("interrupted");
    });
  }

  /** Copies the files as they are now and starts another server over the copy. */
  private static void afterCrash(BiConsumer<Client, Path> then) throws IOException {
    Path copy = Files.createTempDirectory(SERVER.folder(), "crashed");
    // The database before its write-ahead log: what is in the log by then is the newer of both.
    for (String name : List.of("firstword.db", "firstword.db-wal")) {
      Files.copy(SERVER.data().resolve(name), copy.resolve(name));
    }
    try (Firstword second = SERVER.startAnother(copy)) {
      Client survivor = new Client(second.uri());
      then.accept(survivor, copy);
      survivor.closeStreams();
    }
  }

  /** Waits until a running turn's text has reached the store, which a list of messages shows. */
  private void awaitKept(EventStream stream) {
    int seen = stream.seen().size();
    ServerFixture.awaitTrue(() -> StoredLog.eventsOf(SERVER.data(), stream.turnId()) >= seen);
  }

  private static String rawOf(List<SeenEvent> events) {
    StringBuilder raw = new StringBuilder();
    events.forEach(event -> raw.append(event.raw()));
    return raw.toString();
  }
}
