package dev.firstword.retrieval.index;

import java.io.IOException;
import org.apache.lucene.index.FilterMergePolicy;
import org.apache.lucene.index.MergeTrigger;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.TieredMergePolicy;
import org.jspecify.annotations.Nullable;

/**
 * Merges a tenant's many small files into few large ones, but only when somebody asks for it: a
 * merge may take seconds, and a new document should be found before that.
 */
final class MergesWhenAsked extends FilterMergePolicy {

  /** Fewer than Lucene's 8: each segment's best are gathered first, and there are few writes. */
  private static final double SEGMENTS_PER_TIER = 4;

  MergesWhenAsked() {
    super(new TieredMergePolicy().setSegmentsPerTier(SEGMENTS_PER_TIER));
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
