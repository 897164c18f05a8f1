package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.app.wiring.Firstword;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Stored responses on several nodes. */
final class StoredResponseClusterTest {

  @RegisterExtension static final ClusterFixture CLUSTER = new ClusterFixture();

  private final ResponseClient a = new ResponseClient(CLUSTER.a);
  private final ResponseClient b = new ResponseClient(CLUSTER.b);

  @Test
  void isFollowedOnAnotherNode() {
    String id = background(a, SimulatedModels.STEADY);

    List<List<JsonNode>> readers = Concurrently.all(List.of(a, b), client -> client.follow(id));

    assertThat(readers.getFirst()).isEqualTo(readers.getLast());
    assertThat(b.get(id).json()).isEqualTo(readers.getFirst().getLast().path("response"));
    assertThat(b.followAfter(id, 5)).isEqualTo(a.followAfter(id, 5));
  }

  @Test
  void isCancelledFromAnotherNode() {
    String id = background(a, SimulatedModels.WRITING);
    b.awaitStatus(id, "in_progress");

    b.cancel(id);

    assertThat(a.awaitStatus(id, "cancelled")).isEqualTo(b.awaitStatus(id, "cancelled"));
  }

  @Test
  void goesOnOnAnotherNodeWhenItsOwnIsStopped() {
    String id;
    try (Firstword third = CLUSTER.startAnother()) {
      ResponseClient client = new ResponseClient(new Client(third.uri()));
      id = background(client, SimulatedModels.STEADY);
      ServerFixture.awaitTrue(() -> !ResponseClient.text(client.get(id).json()).isEmpty());
    }

    JsonNode whole = a.awaitStatus(id, "completed");

    assertThat(b.get(id).json()).isEqualTo(whole);
    assertThat(ResponseClient.deltas(b.follow(id))).isEqualTo(ResponseClient.text(whole));
  }

  private static String background(ResponseClient client, String model) {
    return client.create(ResponseClient.background(model, "Hello")).path("id").asText();
  }
}
