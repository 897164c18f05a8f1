package dev.firstword.adapters.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.PassthroughRequest;
import dev.firstword.relay.client.OutgoingRequest;
import dev.firstword.relay.client.ProviderFailure;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A dialect for one endpoint: its address, its headers, and requests with a JSON body. */
public abstract class EndpointDialect implements WireDialect {

  private static final byte[] EMPTY_OBJECT = {'{', '}'};

  private final CallAddress address;
  private final EndpointHeaders headers;
  private final Map<String, ServedModel> models;

  /**
   * Creates a dialect.
   *
   * @param path the path of calls below the version of the API
   * @param headers sent with every request; the endpoint's own take precedence
   */
  protected EndpointDialect(ProviderEndpoint endpoint, String path, EndpointHeaders headers) {
    this.address = CallAddress.of(endpoint.baseUri(), path);
    this.headers = headers;
    this.models = endpoint.models();
  }

  @Override
  public final CallAddress address() {
    return address;
  }

  @Override
  public final OutgoingRequest write(ModelRequest request) {
    PassthroughRequest own = request.passthrough();
    return own == null
        ? write(request, WireJson.write(json -> writeFields(json, request)))
        : new OutgoingRequest(
            address.uri(),
            headers.forCall(request.traceparent(), own.headers(), served(request).headers()),
            PassthroughBody.of(
                served(request), own, passthroughFields(request), marksCache(request)));
  }

  /** Returns a request with a body of its own. */
  protected final OutgoingRequest write(ModelRequest request, byte[] body) {
    return new OutgoingRequest(
        address.uri(),
        headers.forCall(request.traceparent(), featureHeaders(request), served(request).headers()),
        body);
  }

  private ServedModel served(ModelRequest request) {
    return served(request.model());
  }

  private ServedModel served(String model) {
    ServedModel served = models.get(model);
    return served == null ? ServedModel.named(model) : served;
  }

  /** Writes the fields that name the model and ask for its tiers. */
  protected final void writeModel(JsonGenerator json, ModelRequest request) throws IOException {
    ServedModel served = served(request);
    json.writeStringField("model", WireJson.replaceLoneSurrogates(served.id()));
    for (Map.Entry<String, String> field : served.fields().entrySet()) {
      json.writeFieldName(field.getKey());
      json.writeRawValue(field.getValue());
    }
  }

  @Override
  public final OutgoingRequest writeDescribe(String model) {
    String segment = URLEncoder.encode(served(model).id(), UTF_8).replace("+", "%20");
    return get(address.sibling("/models/" + segment));
  }

  @Override
  public final OutgoingRequest writeListModels() {
    return get(address.sibling("/models"));
  }

  /** Returns a {@code GET} of another address of this endpoint. */
  protected final OutgoingRequest get(URI uri) {
    return OutgoingRequest.get(uri, headers.forCall(null, Map.of()));
  }

  /** Returns a {@code POST} without fields to another address of this endpoint. */
  protected final OutgoingRequest post(URI uri) {
    return new OutgoingRequest(uri, headers.forCall(null, Map.of()), EMPTY_OBJECT);
  }

  @Override
  public final ProviderFailure toFailure(int status, @Nullable Duration retryAfter, byte[] body) {
    return ProviderError.inBody(body).toFailure(status, retryAfter);
  }

  /** Returns headers that name features which the request uses. */
  protected Map<String, String> featureHeaders(ModelRequest request) {
    return Map.of();
  }

  /**
   * Returns fields that a request in its client's own form gets if the client has left them out:
   * their names, and the JSON text of each.
   */
  protected Map<String, String> passthroughFields(ModelRequest request) {
    return Map.of();
  }

  /** Returns whether a request in its client's own form gets cache breakpoints. */
  protected boolean marksCache(ModelRequest request) {
    return false;
  }

  /** Writes the fields of a streaming request. */
  protected abstract void writeFields(JsonGenerator json, ModelRequest request) throws IOException;
}
