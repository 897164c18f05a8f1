package dev.firstword.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.app.config.RetrievalSettings;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import dev.firstword.retrieval.model.HttpRerankingModel.ApiFormat;
import dev.firstword.retrieval.model.SimulatedRetrievalModels;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents over HTTP: adding, listing, searching, and deleting them. */
@SuppressWarnings("NullAway.Init") // set before all tests
final class DocumentTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final String LEAVE =
      "# Handbook\\n\\n## Leave\\n\\nEverybody has 25 days of vacation a year.";

  private static SimulatedRetrievalModels models;
  private static ServerFixture server;
  private static ServerFixture lexical;
  private static TestKeys keys;
  private static TestKeys lexicalKeys;
  private static int tenants;

  private Client client;

  @BeforeAll
  static void start() {
    models = new SimulatedRetrievalModels();
    server =
        new ServerFixture(
            data -> keys = keysOf(data),
            settings ->
                settings.retrieval(
                    new RetrievalSettings(
                        new RetrievalSettings.Embedding(
                            models.endpoint(SimulatedRetrievalModels.SMALL, LONG), null),
                        new RetrievalSettings.Reranking(
                            models.endpoint("rerank", LONG), ApiFormat.COHERE),
                        0.95)));
    lexical = new ServerFixture(data -> lexicalKeys = keysOf(data), settings -> settings);
  }

  /** Once a key exists, every client needs one. */
  private static TestKeys keysOf(Path data) {
    TestKeys made = new TestKeys(data);
    made.add(new Caller("acme", "ada"), Role.USER);
    return made;
  }

  @BeforeEach
  void signIn() {
    client = server.client(keys.add(new Caller("tenant-" + ++tenants, "ada"), Role.USER));
  }

  @AfterEach
  void repairModels() {
    models.applyFaults();
  }

  @AfterAll
  static void stop() {
    server.close();
    lexical.close();
    models.close();
  }

  @Test
  void isReadyWhenAdded() {
    Reply reply =
        add(
            client,
            "{\"title\":\"Handbook\",\"source\":\"https://example.com/h\","
                + "\"media_type\":\"text/markdown\",\"text\":\""
                + LEAVE
                + "\"}");

    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    JsonNode document = reply.json();
    assertThat(document.path("id").asText()).startsWith("doc_");
    assertThat(document.path("title").asText()).isEqualTo("Handbook");
    assertThat(document.path("source").asText()).isEqualTo("https://example.com/h");
    assertThat(document.path("media_type").asText()).isEqualTo("text/markdown");
    assertThat(document.path("state").asText()).isEqualTo("ready");
    assertThat(document.path("embedded_by").asText()).isEqualTo("small");
    assertThat(document.path("passages").asInt()).isEqualTo(1);
    assertThat(document.path("bytes").asInt()).isEqualTo(LEAVE.replace("\\n", "\n").length());
    assertThat(document.path("created_at").asText()).endsWith("Z");
    assertThat(client.get("/api/documents/" + document.path("id").asText()).json())
        .isEqualTo(document);
  }

  @Test
  void isAcceptedAsARawBody() {
    Reply reply =
        client.post(
            "/api/documents?title=Notes%20of%20May&source=mail",
            "text/plain; charset=utf-8", "Printers need paper.".getBytes(UTF_8));

    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    assertThat(reply.json().path("title").asText()).isEqualTo("Notes of May");
    assertThat(reply.json().path("source").asText()).isEqualTo("mail");
  }

  @Test
  void isAcceptedInBase64() {
    String encoded =
        Base64.getEncoder()
            .encodeToString("<h1>Paper</h1><p>Printers need paper.</p>".getBytes(UTF_8));

    Reply reply =
        add(client, "{\"media_type\":\"text/html\",\"content_base64\":\"" + encoded + "\"}");

    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    assertThat(reply.json().path("title").asText()).isEqualTo("Paper");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain; charset=shift_jis", "Text/Plain;charset=\"Shift_JIS\""})
  void isReadInTheEncodingThatItsTypeNames(String type) {
    byte[] content = "白熊は北極に住んでいます".getBytes(Charset.forName("Shift_JIS"));

    assertThat(client.post("/api/documents", type, content).json().path("state").asText())
        .isEqualTo("ready");
    assertThat(
            add(
                    client,
                    "{\"media_type\":\"text/plain; charset=shift_jis\",\"content_base64\":\""
                        + Base64.getEncoder().encodeToString(content)
                        + "\"}")
                .json()
                .path("state")
                .asText())
        .isEqualTo("ready");
  }

  @Test
  void acceptsTheMaximumSizeAndNothingLarger() {
    byte[] largest = new byte[20 * 1024 * 1024];
    byte[] tooLarge = new byte[20 * 1024 * 1024 + 1];

    assertThat(client.post("/api/documents", "text/plain", largest).status()).isEqualTo(201);
    ProblemAssertions.assertProblem(
        client.post("/api/documents", "text/plain", tooLarge), 413, "too_large");
  }

  @Test
  void explainsWhyItCannotBeRead() {
    Reply reply = client.post("/api/documents", "application/pdf", "no PDF".getBytes(UTF_8));

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json().path("state").asText()).isEqualTo("failed");
    assertThat(reply.json().path("failure").asText()).matches("[A-Z].+\\.");
  }

  @Test
  void isFoundByMeaningAndWordsUntilDeleted() {
    String id = addedId("Everybody has 25 days of vacation a year.");
    addedId("Printers need paper and toner.");

    JsonNode found = search("{\"query\":\"how many vacation days\",\"limit\":1}");

    assertThat(found.path("passages")).hasSize(1);
    JsonNode passage = found.path("passages").path(0);
    assertThat(passage.path("document_id").asText()).isEqualTo(id);
    assertThat(passage.path("text").asText()).contains("25 days");
    assertThat(passage.path("id").asText()).isNotBlank();
    assertThat(found.path("ways").asText()).isEqualTo("both");
    assertThat(found.path("reranked").asBoolean()).isTrue();
    assertThat(found.path("version").asLong()).isEqualTo(2);
    assertThat(found.path("timing").path("embedding_ms").asDouble()).isPositive();
    assertThat(found.path("timing").path("search_ms").asDouble()).isPositive();
    assertThat(found.path("timing").path("reranking_ms").asDouble()).isPositive();

    assertThat(client.send("DELETE", "/api/documents/" + id).status()).isEqualTo(204);

    assertThat(documents("{\"query\":\"how many vacation days\"}")).doesNotContain(id);
    ProblemAssertions.assertProblem(client.get("/api/documents/" + id), 404, "unknown_document");
    ProblemAssertions.assertProblem(
        client.send("DELETE", "/api/documents/" + id), 404, "unknown_document");
  }

  @ParameterizedTest
  @CsvSource({"words, words", "meaning, meaning", "both, both"})
  void isFoundByTheRequestedMethod(String by, String ways) {
    String id = addedId("Everybody has 25 days of vacation a year.");

    JsonNode found = search("{\"query\":\"vacation\",\"rerank\":false,\"by\":\"" + by + "\"}");

    assertThat(found.path("ways").asText()).isEqualTo(ways);
    assertThat(found.path("reranked").asBoolean()).isFalse();
    assertThat(found.path("passages").path(0).path("document_id").asText()).isEqualTo(id);
  }

  @Test
  void reusesASimilarSearchUntilADocumentChanges() {
    addedId("Everybody has 25 days of vacation a year.");
    String question = "{\"query\":\"vacation days a year\"}";
    String same = "{\"query\":\"  vacation   days a year \"}";

    assertThat(search(question).path("reused").asBoolean()).isFalse();
    JsonNode again = search(same);
    assertThat(again.path("reused").asBoolean()).isTrue();
    assertThat(again.path("passages")).isEqualTo(search(question).path("passages"));

    String newest = addedId("From now on everybody has 26 days of vacation a year.");
    assertThat(search(question).path("reused").asBoolean()).isFalse();
    assertThat(documents(same)).contains(newest);
  }

  @Test
  void searchesByWordsWhileTheEmbeddingModelIsDown() {
    String id = addedId("Everybody has 25 days of vacation a year.");
    models.applyFaults(Fault.always(FaultKind.SERVER_ERROR));

    JsonNode found = search("{\"query\":\"vacation\"}");

    assertThat(found.path("ways").asText()).isEqualTo("words");
    assertThat(found.path("reranked").asBoolean()).isFalse();
    assertThat(found.path("passages").path(0).path("document_id").asText()).isEqualTo(id);
    ProblemAssertions.assertProblem(
        client.post("/api/search", "{\"query\":\"vacation\",\"by\":\"meaning\"}"),
        503,
        "search_unavailable");
  }

  @Test
  void isFoundByWordsUntilTheEmbeddingModelRecovers() {
    models.applyFaults(Fault.always(FaultKind.SERVER_ERROR));
    String id = addedId("Everybody has 25 days of vacation a year.");
    assertThat(client.get("/api/documents/" + id).json().has("embedded_by")).isFalse();
    assertThat(documents("{\"query\":\"vacation\"}")).containsExactly(id);

    models.applyFaults();

    Awaitility.await()
        .atMost(LONG)
        .until(() -> client.get("/api/documents/" + id).json().has("embedded_by"));
    Awaitility.await()
        .atMost(LONG)
        .until(() -> documents("{\"query\":\"vacation\",\"by\":\"meaning\"}").contains(id));
  }

  @Test
  void searchesByWordsWithoutAnEmbeddingModelAndReportsIt() {
    Client here = lexical.client(lexicalKeys.add(new Caller("acme", "ada"), Role.USER));
    String id = add(here, "{\"text\":\"Vacation is 25 days.\"}").json().path("id").asText();

    JsonNode list = here.get("/api/documents").json();
    JsonNode found = here.post("/api/search", "{\"query\":\"vacation\"}").json();

    assertThat(list.path("ways").asText()).isEqualTo("words");
    assertThat(list.has("embedding_model")).isFalse();
    assertThat(found.path("ways").asText()).isEqualTo("words");
    assertThat(found.path("passages").path(0).path("document_id").asText()).isEqualTo(id);
    ProblemAssertions.assertProblem(
        here.post("/api/search", "{\"query\":\"vacation\",\"by\":\"meaning\"}"), 400);
  }

  @Test
  void areListedNewestFirstInPages() {
    String first = addedId("One.");
    String second = addedId("Two.");
    String third = addedId("Three.");

    JsonNode page = client.get("/api/documents?limit=2").json();
    JsonNode rest =
        client.get("/api/documents?limit=2&before=" + page.path("next_before").asText()).json();

    assertThat(ids(page.path("documents"), "id")).containsExactly(third, second);
    assertThat(ids(rest.path("documents"), "id")).containsExactly(first);
    assertThat(rest.has("next_before")).isFalse();
    assertThat(page.path("ways").asText()).isEqualTo("both");
    assertThat(page.path("embedding_model").asText()).isEqualTo("small");
    assertThat(page.path("reranking_model").asText()).isEqualTo("rerank");
  }

  @Test
  void belongToTheWholeTenantAndNoOther() {
    Caller ada = new Caller("shared", "ada");
    Client adas = server.client(keys.add(ada, Role.USER));
    Client bobs = server.client(keys.add(new Caller("shared", "bob"), Role.SERVICE));
    Client eves = server.client(keys.add(new Caller("elsewhere", "ada"), Role.USER));
    String id = add(adas, "{\"text\":\"Vacation is 25 days.\"}").json().path("id").asText();

    assertThat(bobs.get("/api/documents/" + id).status()).isEqualTo(200);
    ProblemAssertions.assertProblem(eves.get("/api/documents/" + id), 404, "unknown_document");
    ProblemAssertions.assertProblem(
        eves.send("DELETE", "/api/documents/" + id), 404, "unknown_document");
    assertThat(eves.get("/api/documents").json().path("documents")).isEmpty();
    assertThat(eves.post("/api/search", "{\"query\":\"vacation\"}").json().path("passages"))
        .isEmpty();
    assertThat(bobs.send("DELETE", "/api/documents/" + id).status()).isEqualTo(204);
  }

  @Test
  void rejectsUnauthorizedCallers() {
    Client nobody = server.client("nobody");
    Client operator = server.client(keys.add(new Caller("acme", "op"), Role.OPERATOR));
    byte[] document = "Paper. ".repeat(100_000).getBytes(UTF_8);

    ProblemAssertions.assertProblem(nobody.post("/api/documents", "text/plain", document), 401);
    ProblemAssertions.assertProblem(operator.post("/api/documents", "text/plain", document), 403);
    ProblemAssertions.assertProblem(operator.get("/api/documents"), 403);
    ProblemAssertions.assertProblem(operator.post("/api/search", "{\"query\":\"paper\"}"), 403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}",
        "{\"text\":7}",
        "{\"text\":\"\"}",
        "{\"text\":\"a\",\"text\":\"b\"}",
        "{\"text\":\"a\",\"content_base64\":\"YQ==\"}",
        "{\"content_base64\":\"YQ==\"}",
        "{\"media_type\":\"text/html\",\"content_base64\":\"not base 64\"}",
        "{\"media_type\":\"image/png\",\"text\":\"a\"}",
        "{\"media_type\":\"application/pdf\",\"text\":\"a\"}",
        "{\"title\":7,\"text\":\"a\"}",
        "{\"title\":\"a\\u0000b\",\"text\":\"a\"}",
        "{\"source\":\"\\ud83d\",\"text\":\"a\"}",
      })
  void rejectsAnInvalidDocument(String body) {
    ProblemAssertions.assertProblem(add(client, body), 400, "malformed_request");
  }

  @Test
  void rejectsUnsupportedTitlesAndMediaTypes() {
    byte[] text = "a".getBytes(UTF_8);

    ProblemAssertions.assertProblem(
        client.post("/api/documents?title=" + "a".repeat(501), "text/plain", text), 400);
    ProblemAssertions.assertProblem(
        client.post("/api/documents?title=%00", "text/plain", text), 400);
    ProblemAssertions.assertProblem(client.post("/api/documents", "text/plain", new byte[0]), 400);
    ProblemAssertions.assertProblem(client.post("/api/documents", "image/png", text), 415);
    ProblemAssertions.assertProblem(client.get("/api/documents?limit=0"), 400);
    ProblemAssertions.assertProblem(client.send("PUT", "/api/documents"), 405);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"query\":\" \"}",
        "{\"query\":7}",
        "{\"query\":\"a\",\"limit\":0}",
        "{\"query\":\"a\",\"limit\":51}",
        "{\"query\":\"a\",\"limit\":1.5}",
        "{\"query\":\"a\",\"by\":\"luck\"}",
        "{\"query\":\"a\",\"rerank\":1}",
        "{\"query\":\"\\ud83d\"}",
      })
  void rejectsAnInvalidSearch(String body) {
    ProblemAssertions.assertProblem(client.post("/api/search", body), 400, "malformed_request");
  }

  private static Reply add(Client by, String body) {
    return by.post("/api/documents", body);
  }

  private String addedId(String text) {
    Reply reply = add(client, "{\"text\":\"" + text + "\"}");
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    return reply.json().path("id").asText();
  }

  private JsonNode search(String body) {
    Reply reply = client.post("/api/search", body);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json();
  }

  private List<String> documents(String search) {
    return ids(search(search).path("passages"), "document_id");
  }

  private static List<String> ids(JsonNode items, String field) {
    return StreamSupport.stream(items.spliterator(), false)
        .map(item -> item.path(field).asText())
        .toList();
  }
}
