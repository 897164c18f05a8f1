package dev.firstword.bench.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A client of the simulator's embedding model. Sends the same requests as the server. */
final class EmbeddingClient {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int BATCH = 500;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI address;
  private final String model;

  EmbeddingClient(URI simulator, String model) {
    this.address = simulator.resolve("/v1/embeddings");
    this.model = model;
  }

  /** Returns one vector of length one per text. */
  List<float[]> embed(List<String> texts) throws IOException, InterruptedException {
    List<float[]> vectors = new ArrayList<>(texts.size());
    for (int from = 0; from < texts.size(); from += BATCH) {
      embedBatch(texts.subList(from, Math.min(texts.size(), from + BATCH)), vectors);
    }
    return vectors;
  }

  private void embedBatch(List<String> texts, List<float[]> vectors)
      throws IOException, InterruptedException {
    ObjectNode body =
        MAPPER.createObjectNode().put("model", model).put("encoding_format", "base64");
    ArrayNode input = body.putArray("input");
    texts.forEach(input::add);
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer simulated")
                .POST(BodyPublishers.ofString(MAPPER.writeValueAsString(body)))
                .build(),
            BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("the embedding model answered " + response.statusCode());
    }
    for (JsonNode entry : MAPPER.readTree(response.body()).path("data")) {
      byte[] bytes = Base64.getDecoder().decode(entry.path("embedding").asText());
      float[] vector = new float[bytes.length / Float.BYTES];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
      vectors.add(vector);
    }
  }

  /** Returns the cosine similarity of two vectors of length one. */
  static double cosine(float[] one, float[] other) {
    double product = 0;
    for (int i = 0; i < one.length; i++) {
      product += one[i] * other[i];
    }
    return product;
  }
}
