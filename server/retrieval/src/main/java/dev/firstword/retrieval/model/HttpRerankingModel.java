package dev.firstword.retrieval.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reranking model behind one of the two API formats in use. */
public final class HttpRerankingModel implements RerankingModel, AutoCloseable {

  private static final long MAX_ENVELOPE_BYTES = 64 * 1024;

  /** Some servers echo each text with its score; JSON escapes a character in up to 6 bytes. */
  private static final int MAX_ESCAPED_CHARACTER_BYTES = 6;

  /** The API format of an endpoint. */
  public enum ApiFormat {
    /** {@code POST /v1/rerank} with a model, as in Cohere, Jina, Voyage and vLLM. */
    COHERE,
    /** {@code POST /rerank} without a model, as in Text Embeddings Inference. */
    TEI
  }

  private final ModelEndpoint endpoint;
  private final ApiFormat format;
  private final ModelClient client;

  public HttpRerankingModel(ModelEndpoint endpoint, ApiFormat format) {
    this.endpoint = endpoint;
    this.format = format;
    this.client =
        new ModelClient(
            "reranking",
            switch (format) {
              case COHERE -> ModelUri.withVersion(endpoint.baseUri(), "/rerank");
              case TEI -> ModelUri.withoutVersion(endpoint.baseUri(), "/rerank");
            },
            endpoint);
  }

  @Override
  public String name() {
    return endpoint.model();
  }

  @Override
  public double[] scores(String question, List<String> texts, @Nullable String traceparent) {
    long characters = texts.stream().mapToLong(String::length).sum();
    JsonNode answer =
        client.post(
            body(question, texts),
            MAX_ENVELOPE_BYTES + 256L * texts.size() + MAX_ESCAPED_CHARACTER_BYTES * characters,
            traceparent);
    return switch (format) {
      case COHERE -> scores(answer.path("results"), "relevance_score", texts.size());
      case TEI -> scores(answer, "score", texts.size());
    };
  }

  private ObjectNode body(String question, List<String> texts) {
    ObjectNode body = ModelClient.JSON.createObjectNode();
    body.put("query", question);
    ArrayNode list =
        switch (format) {
          case COHERE -> {
            body.put("model", endpoint.model());
            body.put("top_n", texts.size());
            yield body.putArray("documents");
          }
          case TEI -> {
            body.put("truncate", true);
            yield body.putArray("texts");
          }
        };
    texts.forEach(list::add);
    return body;
  }

  private double[] scores(JsonNode results, String field, int count) {
    if (!results.isArray() || results.size() != count) {
      throw client.failure("sent " + results.size() + " scores for " + count + " texts");
    }
    double[] scores = new double[count];
    boolean[] seen = new boolean[count];
    for (JsonNode result : results) {
      int index = result.path("index").asInt(-1);
      double score = result.path(field).asDouble(Double.NaN);
      if (index < 0 || index >= count || seen[index]) {
        throw client.failure("sent scores with an invalid index");
      }
      if (!Double.isFinite(score)) {
        throw client.failure("sent a score that is not a number");
      }
      seen[index] = true;
      scores[index] = score;
    }
    return scores;
  }

  @Override
  public void close() {
    client.close();
  }
}
