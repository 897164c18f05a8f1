package dev.firstword.retrieval.model;

import dev.firstword.retrieval.RetrievalException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes vectors of texts: texts that mean the same are near each other. */
public interface EmbeddingModel {

  /** What tells its vectors from any other model's. */
  String name();

  /**
   * Vectors of length one, in the order of the texts. Blocks; ends soon after its thread is
   * interrupted, which then stays so.
   *
   * @param texts at least one, none of them empty
   * @param traceparent of what asks for it, handed on
   * @throws RetrievalException when the model fails, is late or sends something else
   */
  List<float[]> embed(List<String> texts, @Nullable String traceparent);

  /** The same for what belongs to no trace. */
  default List<float[]> embed(List<String> texts) {
    return embed(texts, null);
  }
}
