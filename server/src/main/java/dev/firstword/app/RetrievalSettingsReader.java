package dev.firstword.app;

import dev.firstword.app.RetrievalSettings.Embedding;
import dev.firstword.app.RetrievalSettings.Reranking;
import dev.firstword.retrieval.model.HttpRerankingModel.Shape;
import dev.firstword.retrieval.model.ModelEndpoint;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the part of the settings that says how documents are searched. */
final class RetrievalSettingsReader {

  private static final int MOST_DIMENSIONS = 16_384;
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final Map<String, String> environment;

  RetrievalSettingsReader(Map<String, String> environment) {
    this.environment = environment;
  }

  RetrievalSettings read(SettingsNode node) {
    node.only("embedding", "reranking", "same_question");
    return new RetrievalSettings(
        embedding(node.at("embedding")),
        reranking(node.at("reranking")),
        sameQuestion(node.at("same_question")));
  }

  private @Nullable Embedding embedding(SettingsNode node) {
    if (!node.isPresent()) {
      return null;
    }
    node.only("base_url", "model", "key", "key_env", "dimensions", "timeout");
    return new Embedding(
        endpoint(node, node.at("model").requiredText()),
        node.at("dimensions").whole(1, MOST_DIMENSIONS));
  }

  private @Nullable Reranking reranking(SettingsNode node) {
    if (!node.isPresent()) {
      return null;
    }
    node.only("base_url", "model", "shape", "key", "key_env", "timeout");
    SettingsNode name = node.at("shape");
    Shape shape =
        switch (name.text("cohere")) {
          case "cohere" -> Shape.COHERE;
          case "tei" -> Shape.TEI;
          default -> throw name.wrong("must be cohere or tei");
        };
    SettingsNode model = node.at("model");
    return new Reranking(
        endpoint(node, shape == Shape.TEI ? model.text("tei") : model.requiredText()), shape);
  }

  private ModelEndpoint endpoint(SettingsNode node, String model) {
    return new ModelEndpoint(
        node.at("base_url").httpAddress(),
        model,
        node.secret("key", environment),
        timeout(node.at("timeout")));
  }

  private static Duration timeout(SettingsNode node) {
    Duration time = node.time(RetrievalSettings.LONGEST_CALL);
    if (time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(LONGEST) > 0) {
      throw node.wrong("must be from 1ms to 60s");
    }
    return time;
  }

  private static double sameQuestion(SettingsNode node) {
    double cosine = node.number(RetrievalSettings.DEFAULTS.sameQuestion());
    if (cosine < 0.5 || cosine > 1) {
      throw node.wrong("must be from 0.5 to 1");
    }
    return cosine;
  }
}
