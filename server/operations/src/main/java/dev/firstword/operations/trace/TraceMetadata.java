package dev.firstword.operations.trace;

import java.util.Map;

/**
 * Properties of the server that its spans carry, named as in OpenTelemetry's conventions.
 *
 * @param providersByModel the provider of each model, such as {@code anthropic}
 * @param database the database that stores messages, such as {@code sqlite}
 * @param embeddingModel empty if there is none
 * @param rerankingModel empty if there is none
 */
public record TraceMetadata(
    String version,
    Map<String, String> providersByModel,
    String database,
    String embeddingModel,
    String rerankingModel) {

  public TraceMetadata {
    providersByModel = Map.copyOf(providersByModel);
  }
}
