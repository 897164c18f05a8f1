package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.client.Document;
import dev.firstword.client.DocumentUpload;
import dev.firstword.client.FirstwordClient;
import dev.firstword.client.FirstwordException;
import dev.firstword.client.Job;
import dev.firstword.client.TurnRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jobs, documents and preparation with the Java client. */
final class JavaClientWorkTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final FirstwordClient client = FirstwordClient.builder(SERVER.firstword().uri()).build();

  @Test
  void startsAJobAndWaitsForItsEnd() {
    Job started = client.startJob(TurnRequest.of("Write the proposal."));

    Job ended = client.awaitJob(started.jobId(), DEADLINE);

    assertThat(ended.state()).isEqualTo("succeeded");
    assertThat(ended.text()).isNotBlank().isEqualTo(client.turn(ended.turnId()).text());
    assertThat(client.follow(ended.turnId()).readAnswer().text()).isEqualTo(ended.text());
  }

  @Test
  void startsOneJobForOneIdempotencyKey() {
    TurnRequest request = TurnRequest.of("Only once.");

    Job first = client.startJob(request, "job-once");
    Job second = client.startJob(request, "job-once");

    assertThat(second.jobId()).isEqualTo(first.jobId());
    client.awaitJob(first.jobId(), DEADLINE);
  }

  @Test
  void cancelsAJob() {
    Job job =
        client.startJob(
            TurnRequest.builder().message("Stop me.").model(SimulatedModels.THINKING).build());
    SERVER.awaitCalls(1);

    client.cancelJob(job.jobId());

    assertThat(client.awaitJob(job.jobId(), DEADLINE).state()).isEqualTo("cancelled");
  }

  @Test
  void waitsForAJobNoLongerThanItsDeadline() {
    Job job =
        client.startJob(
            TurnRequest.builder().message("Wait for me.").model(SimulatedModels.THINKING).build());

    assertThatThrownBy(() -> client.awaitJob(job.jobId(), Duration.ofMillis(100)))
        .isInstanceOfSatisfying(
            FirstwordException.class,
            e -> assertThat(e.code()).isEqualTo(FirstwordException.DEADLINE_EXCEEDED));

    client.cancelJob(job.jobId());
  }

  @Test
  void uploadsListsAndDeletesADocument() throws IOException {
    Path file = Files.writeString(SERVER.folder().resolve("leave.md"), "# Leave\n\n25 days.");

    Document uploaded =
        client.uploadDocument(
            DocumentUpload.file(file).withTitle("Leave & more").withSource("handbook"));

    Document ready = client.awaitDocument(uploaded.id(), DEADLINE);
    assertThat(ready.state()).isEqualTo("ready");
    assertThat(ready.title()).isEqualTo("Leave & more");
    assertThat(ready.source()).isEqualTo("handbook");
    assertThat(client.documents(null, 10).documents()).contains(ready);

    client.deleteDocument(ready.id());

    assertThat(client.documents(null, 10).documents()).doesNotContain(ready);
    assertThatThrownBy(() -> client.document(ready.id())).isInstanceOf(FirstwordException.class);
  }

  @Test
  void saysWhyADocumentCannotBeRead() {
    Document failed =
        client.uploadDocument(DocumentUpload.of(new byte[] {1, 2, 3}, "application/pdf"));

    Document processed = client.awaitDocument(failed.id(), DEADLINE);

    assertThat(processed.state()).isEqualTo("failed");
    assertThat(processed.failure()).isNotBlank();
  }

  @Test
  void announcesADraft() {
    client.prepare(null, "chat", "How many days");

    assertThat(client.ask("How many days?").text()).isNotBlank();
  }
}
