package dev.firstword.retrieval;

/**
 * Hits and misses of the retrieval caches since the server started.
 *
 * @param vectorHits questions whose embedding was cached on this node
 * @param sharedVectorHits questions whose embedding was cached by another node
 * @param vectorMisses questions that had to be embedded
 * @param searchHits questions answered with the result of a similar earlier question
 * @param searchMisses questions that were not similar to an earlier one
 */
public record RetrievalCacheStats(
    long vectorHits,
    long sharedVectorHits,
    long vectorMisses,
    long searchHits,
    long searchMisses) {}
