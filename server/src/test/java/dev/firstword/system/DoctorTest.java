package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.doctor.CannotExamineException;
import dev.firstword.doctor.Doctor;
import dev.firstword.doctor.Finding;
import dev.firstword.doctor.Subject;
import dev.firstword.doctor.Target;
import dev.firstword.doctor.Trust;
import dev.firstword.identity.Caller;
import dev.firstword.identity.Role;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the doctor says of a server with nothing before it, and of what is none. */
final class DoctorTest {

  private static final Duration SHORTEST = Duration.ofSeconds(1);

  @Test
  void findsNothingBeforeAServer() throws Exception {
    try (ServerFixture server = new ServerFixture()) {
      Examination examination = Examination.of(server.firstword().uri(), SHORTEST);

      examination.assertThatAllIsWell();
      assertThat(examination.about(Subject.HTTP_2)).isInstanceOf(Finding.Note.class);
      assertThat(examination.report().version()).isEqualTo("0.1.0");
    }
  }

  @Test
  void takesAKeyWhereOneIsAskedFor() throws Exception {
    AtomicReference<String> key = new AtomicReference<>("");
    try (ServerFixture server =
        new ServerFixture(
            data -> key.set(new TestKeys(data).add(new Caller("acme", "ops"), Role.OPERATOR)),
            UnaryOperator.identity())) {
      URI uri = server.firstword().uri();

      assertThatThrownBy(() -> examine(uri, null))
          .isInstanceOf(CannotExamineException.class)
          .hasMessageContaining("asks for a key");
      assertThatThrownBy(() -> examine(uri, "fw_wrong"))
          .isInstanceOf(CannotExamineException.class)
          .hasMessageContaining("does not accept the key")
          .hasMessageNotContaining("fw_wrong");
      examine(uri, key.get()).assertThatAllIsWell();
    }
  }

  @Test
  void looksAtNothingElse() throws Exception {
    try (dev.firstword.simulator.Simulator other =
        dev.firstword.simulator.Simulator.start(SimulatedModels.simulated(), "127.0.0.1", 0)) {
      assertThatThrownBy(() -> examine(other.uri(), null))
          .isInstanceOf(CannotExamineException.class)
          .hasMessageContaining("no Firstword server");
    }
  }

  @Test
  void saysThatNobodyAnswers() throws Exception {
    int port;
    try (java.net.ServerSocket closed = new java.net.ServerSocket(0)) {
      port = closed.getLocalPort();
    }

    assertThatThrownBy(() -> examine(URI.create("http://127.0.0.1:" + port), null))
        .isInstanceOf(CannotExamineException.class)
        .hasMessageContaining("No server answers");
  }

  private static Examination examine(URI server, @Nullable String key) throws Exception {
    return new Examination(Doctor.examine(new Target(server, key, SHORTEST, Trust.usual())));
  }
}
