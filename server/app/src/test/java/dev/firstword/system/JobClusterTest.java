package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.app.wiring.Firstword;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jobs on several nodes. */
final class JobClusterTest {

  @RegisterExtension static final ClusterFixture CLUSTER = new ClusterFixture();

  @Test
  void isVisibleAndCancellableFromAnotherNode() {
    String jobId = JobTest.submitted(CLUSTER.a, ChatCall.writing("Who stops me?"));
    JobTest.awaitState(CLUSTER.b, jobId, "running");

    assertThat(CLUSTER.b.cancelJob(jobId).status()).isEqualTo(202);

    JobTest.awaitState(CLUSTER.a, jobId, "cancelled");
    JobTest.awaitState(CLUSTER.b, jobId, "cancelled");
  }

  @Test
  void isDeduplicatedByKeyAcrossNodes() {
    ChatCall call = ChatCall.of("Once, wherever").key("cluster");

    List<Reply> replies =
        Concurrently.all(
            List.of(CLUSTER.a, CLUSTER.b, CLUSTER.a, CLUSTER.b), client -> client.submit(call));

    assertThat(replies).allSatisfy(reply -> assertThat(reply.status()).isEqualTo(202));
    assertThat(replies.stream().map(reply -> reply.json().path("turn_id").asText()).distinct())
        .hasSize(1);
    JobTest.awaitState(CLUSTER.b, replies.getFirst().json().path("job_id").asText(), "succeeded");
    assertThat(CLUSTER.calls().calls()).isEqualTo(1);
  }

  @Test
  void continuesOnAnotherNodeWhenItsOwnIsStopped() {
    String jobId;
    try (Firstword third = CLUSTER.startAnother()) {
      Client client = new Client(third.uri());
      jobId = JobTest.submitted(client, ChatCall.steady("Who goes on with me?"));
      JobTest.awaitState(client, jobId, "running");
    }

    JsonNode job = JobTest.awaitState(CLUSTER.a, jobId, "succeeded");
    assertThat(job.path("attempts").asInt()).isEqualTo(2);
    assertThat(job.path("text").asText()).isNotBlank();
  }
}
