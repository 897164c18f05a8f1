package dev.firstword.retrieval.index;

import java.io.IOException;
import org.apache.lucene.index.FilterMergePolicy;
import org.apache.lucene.index.MergeTrigger;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.TieredMergePolicy;
import org.jspecify.annotations.Nullable;

/**
 * Merges small segments into larger ones, but only on explicit request. A merge may take seconds,
 * and a new document should be searchable before that.
 */
final class ExplicitMergePolicy extends FilterMergePolicy {

  /** Fewer than Lucene's 8: searches cost per segment, and writes are rare. */
  private static final double SEGMENTS_PER_TIER = 4;

  ExplicitMergePolicy() {
    super(
        new TieredMergePolicy()
            .setSegmentsPerTier(SEGMENTS_PER_TIER)
            // On request, no deleted passage stays in a file.
            .setForceMergeDeletesPctAllowed(0));
  }

  @Override
  public @Nullable MergeSpecification findMerges(
      MergeTrigger trigger, SegmentInfos segments, MergeContext context) throws IOException {
    return switch (trigger) {
      case EXPLICIT, MERGE_FINISHED -> super.findMerges(trigger, segments, context);
      case SEGMENT_FLUSH, FULL_FLUSH, CLOSING, COMMIT, GET_READER, ADD_INDEXES -> null;
    };
  }

  @Override
  public @Nullable MergeSpecification findFullFlushMerges(
      MergeTrigger trigger, SegmentInfos segments, MergeContext context) {
    return null;
  }
}
