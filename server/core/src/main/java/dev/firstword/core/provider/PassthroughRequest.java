package dev.firstword.core.provider;

import java.util.Map;

/**
 * A request as the client of a provider's API wrote it. A model of a provider that speaks this API
 * gets it unchanged, with whatever this server does not know.
 *
 * @param api the API of the client
 * @param body a JSON object without repeated fields
 * @param fields what the server sets itself: fields of the body, and the JSON text of each
 * @param headers the client's headers that are passed on, by their names in lower case
 * @param isStreamed whether the answer is a stream of events, or one JSON document
 * @param isRequired whether a model of another API could not be asked the same
 * @param isCached whether the client has set cache breakpoints itself
 */
@SuppressWarnings("ArrayRecordComponent") // a copy would take the memory twice
public record PassthroughRequest(
    ModelApi api,
    byte[] body,
    Map<String, String> fields,
    Map<String, String> headers,
    boolean isStreamed,
    boolean isRequired,
    boolean isCached) {

  public PassthroughRequest {
    fields = Map.copyOf(fields);
    headers = Map.copyOf(headers);
  }

  /** Returns whether a model of this provider gets the request as it is. */
  public boolean isFor(ModelProvider provider) {
    return provider.api().filter(api::hasSameFormAs).isPresent();
  }
}
