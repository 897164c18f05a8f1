package dev.firstword.monitor.trace;

import java.util.Map;

/**
 * What is known of the server beside its turns, in the words of OpenTelemetry's conventions.
 *
 * @param providers of each model, such as {@code anthropic}
 * @param database what messages are stored in, such as {@code sqlite}
 * @param embeddingModel empty: there is none
 * @param rerankingModel empty: there is none
 */
public record Facts(
    String version,
    Map<String, String> providers,
    String database,
    String embeddingModel,
    String rerankingModel) {

  public Facts {
    providers = Map.copyOf(providers);
  }
}
