package dev.firstword.retrieval;

/**
 * What retrieval's memories have saved since the start.
 *
 * @param vectorHits questions whose vector this node had kept
 * @param sharedVectorHits questions whose vector another node had kept
 * @param vectorMisses questions whose vector had to be made
 * @param searchHits questions that meant the same as one before
 * @param searchMisses questions that were searched for
 */
public record RetrievalCounts(
    long vectorHits,
    long sharedVectorHits,
    long vectorMisses,
    long searchHits,
    long searchMisses) {}
