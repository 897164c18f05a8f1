package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.app.config.RetrievalSettings;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import dev.firstword.retrieval.model.HttpRerankingModel.ApiFormat;
import dev.firstword.retrieval.model.SimulatedRetrievalModels;
import dev.firstword.simulator.fault.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server that searches documents with simulated models. Each test has a tenant of its own. */
@SuppressWarnings("NullAway.Init") // the client is set before each test
final class DocumentFixture implements BeforeEachCallback, AfterEachCallback, AfterAllCallback {

  static final Duration LONG = Duration.ofSeconds(20);

  private final SimulatedRetrievalModels models = new SimulatedRetrievalModels();
  private final ServerFixture server =
      new ServerFixture(
          DocumentFixture::addKey,
          settings ->
              settings.retrieval(
                  new RetrievalSettings(
                      new RetrievalSettings.Embedding(
                          models.endpoint(SimulatedRetrievalModels.SMALL, LONG), null),
                      new RetrievalSettings.Reranking(
                          models.endpoint("rerank", LONG), ApiFormat.COHERE),
                      0.95)));
  private final TestKeys keys = new TestKeys(server.data());
  private int tenants;
  private Client client;

  /** Once a key exists, every client needs one. */
  static void addKey(Path data) {
    new TestKeys(data).add(new Caller("acme", "ada"), Role.USER);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    client = client(new Caller("tenant-" + ++tenants, "ada"), Role.USER);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    models.applyFaults();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    server.close();
    models.close();
  }

  /** A user of the test's tenant. */
  Client client() {
    return client;
  }

  Client client(Caller caller, Role role) {
    return server.client(keys.add(caller, role));
  }

  /** A client with an unknown credential. */
  Client stranger() {
    return server.client("nobody");
  }

  /** Makes the models fail like this, or not at all. */
  void applyFaults(Fault... faults) {
    models.applyFaults(faults);
  }

  static Reply add(Client by, String body) {
    return by.post("/api/documents", body);
  }

  /** Adds a document of that text, and returns its id. */
  String addedId(String text) {
    Reply reply = add(client, "{\"text\":\"" + text + "\"}");
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    return reply.json().path("id").asText();
  }

  JsonNode search(String body) {
    Reply reply = client.post("/api/search", body);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json();
  }

  /** The ids of the documents that a search finds. */
  List<String> documents(String search) {
    return values(search(search).path("passages"), "document_id");
  }

  static List<String> values(JsonNode items, String field) {
    return StreamSupport.stream(items.spliterator(), false)
        .map(item -> item.path(field).asText())
        .toList();
  }
}
