package dev.firstword.retrieval.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An embedding model behind OpenAI's {@code POST /v1/embeddings}. Asks for base 64, which is a
 * third of the bytes and far less to parse, and takes numbers from servers that know no other.
 */
public final class HttpEmbeddingModel implements EmbeddingModel, AutoCloseable {

  private static final int MOST_DIMENSIONS = 16_384;
  private static final long LONGEST_FRAME = 64 * 1024;
  private static final long LONGEST_NUMBER = 32;

  private final ModelEndpoint endpoint;
  private final @Nullable Integer dimensions;
  private final ModelClient client;

  /** How many each vector has; 0 while none was seen. */
  private final AtomicInteger expected;

  /**
   * A model.
   *
   * @param dimensions that its vectors are to be cut to; absent: as many as it makes
   */
  public HttpEmbeddingModel(ModelEndpoint endpoint, @Nullable Integer dimensions) {
    this.endpoint = endpoint;
    this.dimensions = dimensions;
    this.expected = new AtomicInteger(dimensions == null ? 0 : dimensions);
    this.client =
        new ModelClient(
            "embedding", ModelAddress.versioned(endpoint.baseUri(), "/embeddings"), endpoint);
  }

  /** Vectors of other dimensions are another model's. */
  @Override
  public String name() {
    return dimensions == null ? endpoint.model() : endpoint.model() + "@" + dimensions;
  }

  @Override
  public List<float[]> embed(List<String> texts, @Nullable String traceparent) {
    ObjectNode body = ModelClient.JSON.createObjectNode();
    body.put("model", endpoint.model());
    ArrayNode input = body.putArray("input");
    texts.forEach(input::add);
    body.put("encoding_format", "base64");
    if (dimensions != null) {
      body.put("dimensions", dimensions);
    }
    int most = expected.get() == 0 ? MOST_DIMENSIONS : expected.get();
    JsonNode answer =
        client.post(
            body, LONGEST_FRAME + texts.size() * (1024 + most * LONGEST_NUMBER), traceparent);
    return vectors(answer.path("data"), texts.size());
  }

  private List<float[]> vectors(JsonNode data, int count) {
    if (!data.isArray() || data.size() != count) {
      throw client.failure("sent " + data.size() + " vectors for " + count + " texts");
    }
    float[][] vectors = new float[count][];
    for (int place = 0; place < count; place++) {
      JsonNode entry = data.get(place);
      int index = entry.path("index").asInt(place);
      if (index < 0 || index >= count || vectors[index] != null) {
        throw client.failure("sent vectors that belong to no text");
      }
      vectors[index] = vector(entry.path("embedding"));
    }
    return Arrays.asList(vectors);
  }

  private float[] vector(JsonNode node) {
    float[] vector = node.isTextual() ? decoded(node.textValue()) : numbers(node);
    int dimensionsKnown = expected.get();
    if (vector.length == 0
        || vector.length > MOST_DIMENSIONS
        || (dimensionsKnown != 0 && dimensionsKnown != vector.length)) {
      throw client.failure(
          "sent a vector of "
              + vector.length
              + " dimensions"
              + (dimensionsKnown == 0 ? "" : " instead of " + dimensionsKnown));
    }
    float[] scaled = scaled(vector);
    expected.compareAndSet(0, vector.length);
    return scaled;
  }

  private float[] decoded(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      throw client.failure("sent a vector that is not base 64");
    }
    if (bytes.length % Float.BYTES != 0) {
      throw client.failure("sent a vector that is not made of floats");
    }
    float[] vector = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
    return vector;
  }

  private float[] numbers(JsonNode node) {
    float[] vector = new float[node.isArray() ? node.size() : 0];
    for (int i = 0; i < vector.length; i++) {
      JsonNode number = node.get(i);
      vector[i] = number.isNumber() ? number.floatValue() : Float.NaN;
    }
    return vector;
  }

  private float[] scaled(float[] vector) {
    double square = 0;
    for (float number : vector) {
      square += (double) number * number;
    }
    double length = Math.sqrt(square);
    if (!Double.isFinite(length) || length < 1e-12) {
      throw client.failure("sent a vector that points nowhere");
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (vector[i] / length);
    }
    return vector;
  }

  @Override
  public void close() {
    client.close();
  }
}
