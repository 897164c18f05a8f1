package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.app.wiring.Firstword;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import dev.firstword.doctor.CheckResult;
import dev.firstword.doctor.CheckSubject;
import dev.firstword.doctor.Doctor;
import dev.firstword.doctor.ExaminationException;
import dev.firstword.doctor.Target;
import dev.firstword.doctor.TlsTrust;
import dev.firstword.relay.testing.RefusingPort;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The doctor examining a server without a proxy, and something that is not a Firstword server. */
final class DoctorTest {

  private static final Duration SHORT_SILENCE = Duration.ofSeconds(1);

  @Test
  void findsNothingWithoutAProxy() throws Exception {
    try (ServerFixture server = new ServerFixture()) {
      Examination examination = Examination.of(server.firstword().uri(), SHORT_SILENCE);

      examination.assertNoFaults();
      assertThat(examination.about(CheckSubject.HTTP_2)).isInstanceOf(CheckResult.Note.class);
      assertThat(examination.report().version()).isEqualTo(Firstword.VERSION);
    }
  }

  @Test
  void authenticatesWithAKey() throws Exception {
    AtomicReference<String> key = new AtomicReference<>("");
    try (ServerFixture server =
        new ServerFixture(
            data -> key.set(new TestKeys(data).add(new Caller("acme", "ops"), Role.OPERATOR)),
            UnaryOperator.identity())) {
      URI uri = server.firstword().uri();

      assertThatThrownBy(() -> examine(uri, null))
          .isInstanceOf(ExaminationException.class)
          .hasMessageContaining("requires a key");
      assertThatThrownBy(() -> examine(uri, "fw_wrong"))
          .isInstanceOf(ExaminationException.class)
          .hasMessageContaining("does not accept the key")
          .hasMessageNotContaining("fw_wrong");
      examine(uri, key.get()).assertNoFaults();
    }
  }

  @Test
  void rejectsOtherServers() throws Exception {
    try (dev.firstword.simulator.Simulator other =
        dev.firstword.simulator.Simulator.start(SimulatedModels.simulated(), "127.0.0.1", 0)) {
      assertThatThrownBy(() -> examine(other.uri(), null))
          .isInstanceOf(ExaminationException.class)
          .hasMessageContaining("not a Firstword server");
    }
  }

  @Test
  void reportsThatNoServerAnswers() throws Exception {
    try (RefusingPort refusing = RefusingPort.open()) {
      assertThatThrownBy(() -> examine(refusing.uri(), null))
          .isInstanceOf(ExaminationException.class)
          .hasMessageContaining("No server answers");
    }
  }

  private static Examination examine(URI server, @Nullable String key) throws Exception {
    return new Examination(
        Doctor.examine(new Target(server, key, SHORT_SILENCE, TlsTrust.platformDefault())));
  }
}
