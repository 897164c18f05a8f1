package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.relay.blocking.ResponseHead;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client that closes its side of the connection after its request, as {@code nc -N} does. */
final class HalfClosedClientTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @Test
  void getsTheWholeAnswer() throws IOException {
    try (RawConnection connection = client.connect()) {
      connection.chat(ChatCall.steady("Do you answer me?")).closeOutput();

      Transcript answer = EventStream.read(connection).awaitEnd();

      assertThat(answer.ending().type()).isEqualTo("done");
      assertThat(answer.text()).isNotEmpty();
    }
    assertThat(SERVER.calls().finished()).isEqualTo(1);
  }

  @Test
  void getsTheAnswerAlsoWhereATurnEndsWithItsLastReader() throws IOException {
    try (RawConnection connection = client.connect()) {
      connection
          .chat(ChatCall.steady("Do you wait for me?").profile(TestProfiles.CANCELS_ON_DISCONNECT))
          .closeOutput();

      assertThat(EventStream.read(connection).awaitEnd().ending().type()).isEqualTo("done");
    }
  }

  @Test
  void getsAReplyThatIsNotAStream() throws IOException {
    try (RawConnection connection = client.connect()) {
      connection.get("/api/conversations").closeOutput();

      assertThat(connection.read().status()).isEqualTo(200);
      assertThat(connection.isClosedByServer()).isTrue();
    }
  }

  @Test
  void isToldThatItsMessageIsIncomplete() throws IOException {
    try (RawConnection connection = client.connect()) {
      connection.send(RawConnection.CHAT + "Content-Length: 20\r\n\r\n{").closeOutput();

      ProblemAssertions.assertProblem(connection.read(), 400, "malformed_request");
      assertThat(connection.isClosedByServer()).isTrue();
    }
    assertThat(SERVER.calls().calls()).isZero();
  }

  @Test
  void isToldThatItsRequestIsIncomplete() throws IOException {
    try (RawConnection connection = client.connect()) {
      connection.send(RawConnection.CHAT).closeOutput();

      ProblemAssertions.assertProblem(connection.read(), 400, "malformed_request");
      assertThat(connection.isClosedByServer()).isTrue();
    }
  }

  @Test
  void isNoticedToLeaveWhileNothingIsSaid() throws IOException {
    try (RawConnection connection = client.connect()) {
      connection
          .chat(
              ChatCall.thinking("Do you notice me leave?")
                  .profile(TestProfiles.CANCELS_ON_DISCONNECT))
          .closeOutput();
      ResponseHead head = connection.readHead();
      SERVER.awaitCalls(1);
      assertThat(head.status()).isEqualTo(200);
      assertThat(SERVER.calls().open()).isEqualTo(1);
    }

    SERVER.awaitCallsClosed(1);
  }
}
