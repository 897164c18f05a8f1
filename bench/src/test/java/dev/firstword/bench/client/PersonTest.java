package dev.firstword.bench.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.bench.client.Person.Ask;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody who does not give up, against a server that does as it is told. */
@Timeout(30)
final class PersonTest {

  private static final String START =
      "id: 1\ndata: {\"type\":\"start\",\"turn_id\":\"turn_1\"}\n\n";
  private static final String TEXT = "id: 2\ndata: {\"type\":\"text\",\"text\":\"a\"}\n\n";
  private static final String DONE = "id: 3\ndata: {\"type\":\"done\"}\n\ndata: [DONE]\n\n";

  private ScriptedServer server;

  @BeforeEach
  void listen() throws IOException {
    server = new ScriptedServer();
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void hearsAWholeTurn() {
    server.whole(START + TEXT + DONE);

    Person person = ask();

    assertThat(person.fault()).isEmpty();
    assertThat(person.events()).extracting(Event::type).containsExactly("start", "text", "done");
    assertThat(server.requests()).singleElement().asString().contains("Idempotency-Key: key-1");
  }

  @Test
  void goesOnBehindTheLastEventSeen() {
    server.broken(START + TEXT);
    server.whole(DONE);

    Person person = ask();

    assertThat(person.fault()).isEmpty();
    assertThat(person.breaks()).isOne();
    assertThat(server.requests().getLast())
        .startsWith("GET /api/turns/turn_1/stream ")
        .contains("Last-Event-ID: 2");
  }

  @Test
  void asksAgainWithTheSameKeyWhereNothingWasSeen() {
    server.broken("");
    server.whole(START + DONE);

    Person person = ask();

    assertThat(person.fault()).isEmpty();
    assertThat(server.requests()).hasSize(2);
    assertThat(server.requests().getLast())
        .startsWith("POST /api/chat/stream ")
        .contains("Idempotency-Key: key-1");
  }

  @Test
  void noticesAnEventThatDoesNotRise() {
    server.broken(START + TEXT);
    server.whole(TEXT + DONE);

    assertThat(ask().fault()).contains("event 2 (text) follows event 2");
  }

  @Test
  void noticesASecondEnd() {
    server.whole(START + "id: 2\ndata: {\"type\":\"done\"}\n\n" + DONE);

    assertThat(ask().fault()).contains("event 3 follows the end");
  }

  @Test
  void noticesThatThereIsNoEnd() {
    server.whole(START + TEXT + "data: [DONE]\n\n");

    assertThat(ask().fault()).contains("[DONE] before a last event");
  }

  @Test
  void noticesATurnThatIsGone() {
    server.broken(START);
    server.refusing(404, "{\"code\":\"unknown_turn\",\"action\":\"edit\"}");

    assertThat(ask().fault()).hasValueSatisfying(fault -> assertThat(fault).contains("404"));
  }

  @Test
  void takesARefusalForAnAnswerWhereItMay() {
    server.refusing(503, "{\"code\":\"store_away\",\"action\":\"wait\"}");

    Person person = ask(new Ask("Hello", null, "key-1", true));

    assertThat(person.isAcknowledged()).isFalse();
    assertThat(person.refusal())
        .hasValueSatisfying(refusal -> assertThat(refusal.action()).isEqualTo("wait"));
  }

  private Person ask() {
    return ask(Ask.of("Hello", "key-1"));
  }

  private Person ask(Ask ask) {
    Person person = Person.asking(List.of(server.address()), ask, Duration.ofSeconds(20));
    person.run();
    return person;
  }
}
