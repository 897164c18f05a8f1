package dev.firstword.retrieval.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reranking model behind one of the two shapes that servers speak. */
public final class HttpRerankingModel implements RerankingModel, AutoCloseable {

  private static final long LONGEST_FRAME = 64 * 1024;

  /** Some send the text back with its score, whatever they are asked for; in JSON it grows. */
  private static final int LONGEST_CHARACTER = 6;

  /** How the endpoint is spoken to. */
  public enum Shape {
    /** {@code POST /v1/rerank} with a model, as Cohere, Jina, Voyage and vLLM have it. */
    COHERE,
    /** {@code POST /rerank} without one, as Text Embeddings Inference has it. */
    TEI
  }

  private final ModelEndpoint endpoint;
  private final Shape shape;
  private final ModelClient client;

  public HttpRerankingModel(ModelEndpoint endpoint, Shape shape) {
    this.endpoint = endpoint;
    this.shape = shape;
    this.client =
        new ModelClient(
            "reranking",
            switch (shape) {
              case COHERE -> ModelAddress.versioned(endpoint.baseUri(), "/rerank");
              case TEI -> ModelAddress.bare(endpoint.baseUri(), "/rerank");
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
            LONGEST_FRAME + 256L * texts.size() + LONGEST_CHARACTER * characters,
            traceparent);
    return switch (shape) {
      case COHERE -> scores(answer.path("results"), "relevance_score", texts.size());
      case TEI -> scores(answer, "score", texts.size());
    };
  }

  private ObjectNode body(String question, List<String> texts) {
    ObjectNode body = ModelClient.JSON.createObjectNode();
    body.put("query", question);
    ArrayNode list =
        switch (shape) {
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
        throw client.failure("sent scores that belong to no text");
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
