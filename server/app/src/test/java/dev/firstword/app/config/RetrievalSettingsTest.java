package dev.firstword.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.app.config.RetrievalSettings.Embedding;
import dev.firstword.app.config.RetrievalSettings.Reranking;
import dev.firstword.retrieval.model.HttpRerankingModel.ApiFormat;
import dev.firstword.retrieval.model.ModelEndpoint;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class RetrievalSettingsTest {

  private static final Map<String, String> ENVIRONMENT = Map.of("EMBEDDING_KEY", " secret\n");

  @TempDir Path folder;

  @Test
  void readsEmbeddingAndReranking() throws IOException {
    RetrievalSettings settings =
        read(
            """
            retrieval:
              embedding:
                base_url: https://api.example.com/v1
                model: text-embedding-3-small
                api_key_env: EMBEDDING_KEY
                dimensions: 256
                timeout: 800ms
              reranking: {base_url: "http://127.0.0.1:8082", api_format: tei}
              similarity_threshold: 0.9
            """);

    assertThat(settings)
        .isEqualTo(
            new RetrievalSettings(
                new Embedding(
                    new ModelEndpoint(
                        URI.create("https://api.example.com/v1"),
                        "text-embedding-3-small",
                        "secret",
                        Duration.ofMillis(800)),
                    256),
                new Reranking(
                    new ModelEndpoint(
                        URI.create("http://127.0.0.1:8082"), "tei", null, Duration.ofSeconds(2)),
                    ApiFormat.TEI),
                0.9));
    assertThat(settings.toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{embeding: {}} | retrieval.embeding is not known",
        "{embedding: {model: m}} | retrieval.embedding.base_url is missing",
        "{embedding: {base_url: 'http://h'}} | retrieval.embedding.model is missing",
        "{embedding: {base_url: h, model: m}} | retrieval.embedding.base_url must begin with",
        "{embedding: {base_url: 'http://h', model: m, dimensions: 0}} | embedding.dimensions",
        "{embedding: {base_url: 'http://h', model: m, timeout: 2h}} | embedding.timeout must be",
        "{embedding: {base_url: 'http://h', model: m, api_key_env: NOT_SET}} | names NOT_SET",
        "{reranking: {base_url: 'http://h'}} | retrieval.reranking.model is missing",
        "{reranking: {base_url: 'http://h', model: m, api_format: x}} | must be cohere or tei",
        "{similarity_threshold: 2} | retrieval.similarity_threshold must be from 0.5 to 1",
      })
  void reportsInvalidSettingWithItsPath(String retrieval, String complaint) {
    assertThatThrownBy(() -> read("retrieval: " + retrieval))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(complaint);
  }

  private RetrievalSettings read(String yaml) throws IOException {
    Path file = folder.resolve("firstword.yaml");
    Files.writeString(file, yaml);
    return new SettingsReader(ENVIRONMENT).read(file).retrieval();
  }
}
