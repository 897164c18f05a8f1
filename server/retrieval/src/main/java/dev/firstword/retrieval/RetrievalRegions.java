package dev.firstword.retrieval;

import dev.firstword.core.region.RegionPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Whose questions and documents may be sent to the embedding and the reranking model.
 *
 * @param embedding where the embedding model is; null if that is not known
 * @param reranking where the reranking model is; null if that is not known
 */
public record RetrievalRegions(
    RegionPolicy policy, @Nullable String embedding, @Nullable String reranking) {

  /** Everything may be sent to both. */
  public static final RetrievalRegions ANY = new RetrievalRegions(RegionPolicy.NONE, null, null);

  boolean mayEmbed(String tenant, @Nullable String profile) {
    return policy.of(tenant, profile).allows(embedding);
  }

  boolean mayRerank(String tenant, @Nullable String profile) {
    return policy.of(tenant, profile).allows(reranking);
  }
}
