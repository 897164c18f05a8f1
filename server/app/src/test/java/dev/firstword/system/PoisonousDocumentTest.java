package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.retrieval.extraction.PoisonousDocuments;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A server while it reads a document that takes for ever. */
final class PoisonousDocumentTest {

  @Test
  void theServerAnswersMeanwhileAndEndsTheReaderWithItself() {
    ServerFixture server = new ServerFixture();
    try {
      byte[] endless = PoisonousDocuments.pdfOfNestedForms(30);
      CompletableFuture<Reply> upload =
          CompletableFuture.supplyAsync(
              () -> server.client().post("/api/documents", "application/pdf", endless));
      ServerFixture.awaitTrue(() -> readers().findAny().isPresent());

      for (int i = 0; i < 3; i++) {
        assertThat(server.client().get("/readyz").status()).isEqualTo(200);
        assertThat(server.client().answer(ChatCall.of("Hello")).ending().type()).isEqualTo("done");
        assertThat(server.client().get("/api/documents").status()).isEqualTo(200);
      }
      assertThat(readers()).isNotEmpty();
      assertThat(upload.join().status()).isEqualTo(202);
    } finally {
      server.close();
    }

    ServerFixture.awaitTrue(() -> readers().findAny().isEmpty());
  }

  @Test
  void aShortPdfThatClaimsEndlessPagesFails() {
    ServerFixture server = new ServerFixture();
    try {
      Reply reply =
          server
              .client()
              .post("/api/documents", "application/pdf", PoisonousDocuments.pdfOfEndlessPages());

      assertThat(reply.json().path("state").asText()).isEqualTo("failed");
      assertThat(reply.json().path("failure").asText()).matches("[A-Z].+\\.");
    } finally {
      server.close();
    }
  }

  private static Stream<ProcessHandle> readers() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().command().orElse("").endsWith("java"));
  }
}
