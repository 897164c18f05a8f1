package dev.firstword.system;

import static dev.firstword.system.DocumentFixture.add;
import static dev.firstword.system.DocumentFixture.values;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import java.nio.charset.Charset;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents over HTTP: adding, listing and deleting them. */
final class DocumentTest {

  @RegisterExtension static final DocumentFixture DOCUMENTS = new DocumentFixture();

  private static final String LEAVE =
      "# Handbook\\n\\n## Leave\\n\\nEverybody has 25 days of vacation a year.";

  @Test
  void isReadyWhenAdded() {
    Reply reply =
        add(
            DOCUMENTS.client(),
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
    assertThat(DOCUMENTS.client().get("/api/documents/" + document.path("id").asText()).json())
        .isEqualTo(document);
  }

  @Test
  void isAcceptedAsARawBody() {
    Reply reply =
        DOCUMENTS
            .client()
            .post(
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
        add(
            DOCUMENTS.client(),
            "{\"media_type\":\"text/html\",\"content_base64\":\"" + encoded + "\"}");

    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    assertThat(reply.json().path("title").asText()).isEqualTo("Paper");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain; charset=shift_jis", "Text/Plain;charset=\"Shift_JIS\""})
  void isReadInTheEncodingThatItsTypeNames(String type) {
    byte[] content = "白熊は北極に住んでいます".getBytes(Charset.forName("Shift_JIS"));

    assertThat(
            DOCUMENTS.client().post("/api/documents", type, content).json().path("state").asText())
        .isEqualTo("ready");
    assertThat(
            add(
                    DOCUMENTS.client(),
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

    assertThat(DOCUMENTS.client().post("/api/documents", "text/plain", largest).status())
        .isEqualTo(201);
    ProblemAssertions.assertProblem(
        DOCUMENTS.client().post("/api/documents", "text/plain", tooLarge), 413, "too_large");
  }

  @Test
  void explainsWhyItCannotBeRead() {
    Reply reply =
        DOCUMENTS.client().post("/api/documents", "application/pdf", "no PDF".getBytes(UTF_8));

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json().path("state").asText()).isEqualTo("failed");
    assertThat(reply.json().path("failure").asText()).matches("[A-Z].+\\.");
  }

  @Test
  void areListedNewestFirstInPages() {
    String first = DOCUMENTS.addedId("One.");
    String second = DOCUMENTS.addedId("Two.");
    String third = DOCUMENTS.addedId("Three.");

    JsonNode page = DOCUMENTS.client().get("/api/documents?limit=2").json();
    JsonNode rest =
        DOCUMENTS
            .client()
            .get("/api/documents?limit=2&before=" + page.path("next_before").asText())
            .json();

    assertThat(values(page.path("documents"), "id")).containsExactly(third, second);
    assertThat(values(rest.path("documents"), "id")).containsExactly(first);
    assertThat(rest.has("next_before")).isFalse();
    assertThat(page.path("ways").asText()).isEqualTo("both");
    assertThat(page.path("embedding_model").asText()).isEqualTo("small");
    assertThat(page.path("reranking_model").asText()).isEqualTo("rerank");
  }

  @Test
  void belongToTheWholeTenantAndNoOther() {
    Caller ada = new Caller("shared", "ada");
    Client adas = DOCUMENTS.client(ada, Role.USER);
    Client bobs = DOCUMENTS.client(new Caller("shared", "bob"), Role.SERVICE);
    Client eves = DOCUMENTS.client(new Caller("elsewhere", "ada"), Role.USER);
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
    Client nobody = DOCUMENTS.stranger();
    Client operator = DOCUMENTS.client(new Caller("acme", "op"), Role.OPERATOR);
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
    ProblemAssertions.assertProblem(add(DOCUMENTS.client(), body), 400, "malformed_request");
  }

  @Test
  void rejectsUnsupportedTitlesAndMediaTypes() {
    byte[] text = "a".getBytes(UTF_8);

    ProblemAssertions.assertProblem(
        DOCUMENTS.client().post("/api/documents?title=" + "a".repeat(501), "text/plain", text),
        400);
    ProblemAssertions.assertProblem(
        DOCUMENTS.client().post("/api/documents?title=%00", "text/plain", text), 400);
    ProblemAssertions.assertProblem(
        DOCUMENTS.client().post("/api/documents", "text/plain", new byte[0]), 400);
    ProblemAssertions.assertProblem(
        DOCUMENTS.client().post("/api/documents", "image/png", text), 415);
    ProblemAssertions.assertProblem(DOCUMENTS.client().get("/api/documents?limit=0"), 400);
    ProblemAssertions.assertProblem(DOCUMENTS.client().send("PUT", "/api/documents"), 405);
  }
}
