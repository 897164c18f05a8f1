package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.app.wiring.Firstword;
import dev.firstword.relay.sse.ReceivedEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Recovery of a server that starts on the files of one that crashed. The files are copied while
 * turns are running, which is what a crash leaves.
 */
final class CrashTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @Test
  void endsEveryRunningTurnOnce() throws IOException {
    List<EventStream> streams = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      EventStream stream = client.ask(ChatCall.writing("What is left of me, number " + i + "?"));
      stream.awaitText(60);
      streams.add(stream);
    }
    streams.add(client.ask(ChatCall.thinking("And of me?")));
    EventStream brooding =
        client.ask(ChatCall.of("And of my thought?").model(SimulatedModels.BROODING));
    brooding.awaitEvent("thinking");
    streams.add(brooding);
    awaitStored(streams.getFirst());
    // A turn whose log may still be empty in the store.
    streams.add(client.ask(ChatCall.thinking("And of me, just begun?")));

    afterCrash((survivor, _) -> {
      for (EventStream stream : streams) {
        Transcript left = survivor.transcript(stream.turnId());
        assertThat(left.events().getFirst().type()).isEqualTo("start");
        assertThat(left.ending().type()).isEqualTo("error");
        assertThat(left.ending().field("code")).isEqualTo("interrupted");
        assertThat(left.ending().field("action"))
            .isEqualTo(left.text().isEmpty() ? "retry" : "continue");
        assertThat(left.ending().field("message")).matches("[A-Z].{10,}\\.");
        assertThat(left.ending().id()).isGreaterThan(stream.received().getLast().id());
      }
    });
  }

  @Test
  void keepsTheTextThatWasStored() throws IOException {
    EventStream stream = client.ask(ChatCall.writing("How much of me is kept?"));
    String seen = stream.awaitText(60);
    awaitStored(stream);

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
  void sendsTheEndToAReaderAheadOfTheStore() throws IOException {
    EventStream stream = client.ask(ChatCall.writing("I saw more than was kept"));
    stream.awaitText(60);
    awaitStored(stream);

    afterCrash((survivor, _) -> {
      stream.awaitText(stream.awaitText(1).length() + 100);
      Transcript rest = survivor.followAfter(stream.turnId(), stream.received().size()).awaitEnd();

      assertThat(rest.ending().field("code")).isEqualTo("interrupted");
    });
  }

  @Test
  void leavesFinishedTurnsUnchanged() throws IOException {
    EventStream stream = client.ask(ChatCall.of("Hello, I am done"));
    Transcript before = stream.awaitEnd();

    afterCrash((survivor, _) ->
        assertThat(survivor.transcript(stream.turnId()).raw()).isEqualTo(before.raw()));
  }

  @Test
  void continuesTheConversation() throws IOException {
    EventStream stream = client.ask(ChatCall.writing("Do we go on?"));
    stream.awaitText(60);
    awaitStored(stream);
    String conversation = stream.conversationId();

    afterCrash((survivor, _) -> {
      Transcript next = survivor.answer(ChatCall.of("Yes, we do").inConversation(conversation));

      assertThat(next.ending().type()).isEqualTo("done");
    });
  }

  @Test
  void remembersIdempotencyKeys() throws IOException {
    ChatCall call = ChatCall.writing("Do you know my key?").key("crash");
    EventStream stream = client.ask(call);
    stream.awaitText(60);

    afterCrash((survivor, _) -> {
      EventStream again = survivor.ask(call);

      assertThat(again.turnId()).isEqualTo(stream.turnId());
      assertThat(again.awaitEnd().ending().field("code")).isEqualTo("interrupted");
    });
  }

  /** Copies the files as they are now and starts another server on the copy. */
  private static void afterCrash(BiConsumer<Client, Path> then) throws IOException {
    Path copy = Files.createTempDirectory(SERVER.folder(), "crashed");
    StoredLog.copyData(SERVER.data(), copy);
    try (Firstword second = SERVER.startAnother(copy)) {
      Client survivor = new Client(second.uri());
      then.accept(survivor, copy);
      survivor.closeStreams();
    }
  }

  /** Waits until the text of a running turn has been stored. */
  private void awaitStored(EventStream stream) {
    int seen = stream.received().size();
    ServerFixture.awaitTrue(() -> StoredLog.countEvents(SERVER.data(), stream.turnId()) >= seen);
  }

  private static String rawOf(List<ReceivedEvent> events) {
    StringBuilder raw = new StringBuilder();
    events.forEach(event -> raw.append(event.raw()));
    return raw.toString();
  }
}
