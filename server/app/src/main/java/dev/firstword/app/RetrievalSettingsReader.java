package dev.firstword.app;

import dev.firstword.app.RetrievalSettings.Embedding;
import dev.firstword.app.RetrievalSettings.Reranking;
import dev.firstword.retrieval.model.HttpRerankingModel.ApiFormat;
import dev.firstword.retrieval.model.ModelEndpoint;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the {@code retrieval} section: embedding, reranking and reuse of search results. */
final class RetrievalSettingsReader {

  private static final int MAX_DIMENSIONS = 16_384;
  private static final Duration MAX_TIMEOUT = Duration.ofSeconds(60);

  private final Map<String, String> environment;

  RetrievalSettingsReader(Map<String, String> environment) {
    this.environment = environment;
  }

  RetrievalSettings read(SettingsNode node) {
    node.allowKeys("embedding", "reranking", "similarity_threshold");
    return new RetrievalSettings(
        embedding(node.at("embedding")),
        reranking(node.at("reranking")),
        similarityThreshold(node.at("similarity_threshold")));
  }

  private @Nullable Embedding embedding(SettingsNode node) {
    if (!node.isPresent()) {
      return null;
    }
    node.allowKeys("base_url", "model", "api_key", "api_key_env", "dimensions", "timeout");
    return new Embedding(
        endpoint(node, node.at("model").requiredText()),
        node.at("dimensions").integer(1, MAX_DIMENSIONS));
  }

  private @Nullable Reranking reranking(SettingsNode node) {
    if (!node.isPresent()) {
      return null;
    }
    node.allowKeys("base_url", "model", "api_format", "api_key", "api_key_env", "timeout");
    SettingsNode name = node.at("api_format");
    ApiFormat apiFormat =
        switch (name.text("cohere")) {
          case "cohere" -> ApiFormat.COHERE;
          case "tei" -> ApiFormat.TEI;
          default -> throw name.invalid("must be cohere or tei");
        };
    SettingsNode model = node.at("model");
    return new Reranking(
        endpoint(node, apiFormat == ApiFormat.TEI ? model.text("tei") : model.requiredText()),
        apiFormat);
  }

  private ModelEndpoint endpoint(SettingsNode node, String model) {
    return new ModelEndpoint(
        node.at("base_url").httpUri(),
        model,
        node.secret("api_key", environment),
        timeout(node.at("timeout")));
  }

  private static Duration timeout(SettingsNode node) {
    Duration time = node.duration(RetrievalSettings.DEFAULT_TIMEOUT);
    if (time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(MAX_TIMEOUT) > 0) {
      throw node.invalid("must be from 1ms to 60s");
    }
    return time;
  }

  private static double similarityThreshold(SettingsNode node) {
    double cosine = node.number(RetrievalSettings.DEFAULTS.similarityThreshold());
    if (cosine < 0.5 || cosine > 1) {
      throw node.invalid("must be from 0.5 to 1");
    }
    return cosine;
  }
}
